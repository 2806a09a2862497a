# what another provider makes is in no account
provider "aws" {
  region  = "us-east-1"
  profile = "default"
}
resource "random_string" "random" {
  length = 8
}
resource "aws_lambda_function" "f" {
  function_name = "process-s3-new-objects"
  filename      = "l.zip"
  handler       = "index.handler"
  role          = "arn:aws:iam::111122223333:role/r"
  runtime       = "nodejs22.x"
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.arn
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.b.arn
}
resource "aws_s3_bucket" "b" {
  bucket = "my-bucket-${random_string.random.result}"
}
