# whose account the path names is not known, and it need not be another one
data "aws_secretsmanager_secret_version" "m" { secret_id = "environment_management" }
locals {
  environment_management = jsondecode(data.aws_secretsmanager_secret_version.m.secret_string)
  account                = local.environment_management.account_ids[terraform.workspace]
}
provider "aws" {
  region = "eu-west-2"

}
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.b.arn}/AWSLogs/${local.account}/*"
    }]
  })
}
