variable "region" {}

provider "aws" {
  region = var.region
}

data "aws_elb_service_account" "here" {}

data "aws_elb_service_account" "ireland" {
  region = "eu-west-1"
}



resource "aws_s3_bucket_policy" "logs" {
  bucket = "logs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for principal in [
        data.aws_elb_service_account.here.arn,
        data.aws_elb_service_account.here.id,
        "arn:aws:iam::${data.aws_elb_service_account.here.id}:root",
        data.aws_elb_service_account.ireland.arn,
        "arn:aws:iam::127311923021:root",
        "127311923021",
      ] :
      { Effect = "Allow", Principal = { AWS = principal }, Action = "s3:PutObject", Resource = "arn:aws:s3:::logs/AWSLogs/111122223333/*" }
    ]
  })
}
