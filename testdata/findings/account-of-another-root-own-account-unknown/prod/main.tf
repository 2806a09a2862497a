provider "aws" {
  region = "eu-west-1"
  assume_role { role_arn = "arn:aws:iam::111122223333:role/deploy" }
}
resource "aws_iam_role" "ingest" {
  name = "ingest"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::222233334444:role/remote" }, Action = "sts:AssumeRole" }]
  })
}
