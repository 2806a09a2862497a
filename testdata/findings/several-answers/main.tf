locals { x = { dev = "111122223333", prod = "999988887777", stage = "999988887777" } }

resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.x[terraform.workspace]}:root" }, Action = "sts:AssumeRole" }] })
}

resource "aws_sns_topic" "news" {
  count = terraform.workspace == "prod" ? 0 : 1
  name  = "news"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }]
  })
}

resource "aws_security_group" "g" {
  ingress {
    from_port = 22
    to_port   = 22
    protocol  = "tcp"
    cidr_blocks = contains(["prod", "stage"], terraform.workspace) ? ["0.0.0.0/0"] : ["10.0.0.0/8"]
  }
}

# Not there in `dev`, so that what is chosen for it never counts.
resource "aws_sns_topic" "never" {
  count = terraform.workspace == "dev" ? 0 : 1
  name  = "never"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*"
      Condition = { StringLike = { "aws:SourceAccount" = terraform.workspace == "dev" ? "*" : "111122223333" } }
    }]
  })
}
