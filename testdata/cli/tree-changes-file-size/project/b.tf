resource "aws_sns_topic_policy" "fromb" {
  arn = replace("${replace(var.n, "{", "")}", "x", "y")
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
}
