# However many accounts are own ones, the path names none of them.
provider "aws" {
  allowed_account_ids = [for number in range(700) : format("%d", 300000000000 + number)]
}

resource "aws_s3_bucket_policy" "p" {
  bucket = "trails"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Service = "cloudtrail.amazonaws.com" }
    Action    = "s3:PutObject"
    Resource  = "arn:aws:s3:::trails/*"
  }] })
}
