provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
provider "aws" {
  alias               = "other"
  region              = "eu-west-1"
  allowed_account_ids = ["222233334444"]
}
provider "aws" {
  alias               = "virginia"
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
variable "account" {}

resource "aws_s3_bucket" "open" { bucket = "open" }
resource "aws_s3_bucket_public_access_block" "open" {
  bucket                  = aws_s3_bucket.open.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "open" {
  bucket = aws_s3_bucket.open.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::open/*" }
  ] })
}
resource "aws_s3_account_public_access_block" "of_the_provider" {
  account_id              = "111122223333"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}
resource "aws_ec2_instance_metadata_defaults" "elsewhere" {
  region      = "eu-west-1"
  http_tokens = "required"
}
resource "aws_ami_launch_permission" "everybody" {
  image_id = "ami-1"
  group    = "all"
}
resource "aws_ec2_image_block_public_access" "elsewhere" {
  region = "eu-west-1"
  state  = "block-new-sharing"
}
