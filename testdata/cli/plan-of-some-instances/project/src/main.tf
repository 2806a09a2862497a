variable "names" {
  type = set(string)
}

resource "aws_sns_topic_policy" "p" {
  for_each = toset(["a", "b"])
  arn      = "arn:aws:sns:us-east-1:111111111111:${each.key}"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = each.key == "b" ? "*" : "arn:aws:iam::111111111111:root" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

# Which names there are only the plan tells.
resource "aws_sns_topic_policy" "open" {
  for_each = var.names
  arn      = "arn:aws:sns:us-east-1:111111111111:${each.key}"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "sns:Publish", Resource = "*" }]
  })
}
