locals {
  arn = "arn:aws:s3:::some-bucket-elsewhere"
}
