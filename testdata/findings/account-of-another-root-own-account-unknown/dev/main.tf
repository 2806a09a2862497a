provider "aws" {
  region = "eu-west-1"
  assume_role { role_arn = "arn:aws:iam::222233334444:role/deploy" }
}
resource "aws_iam_role" "remote" {
  name = "remote"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
