resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
variable "reader_id" { type = string }
resource "aws_s3_bucket_policy" "data" {
  bucket = "example-data"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::example-data/*",
    Condition = { StringLike = { "aws:userid" = ["${aws_iam_role.reader.unique_id}:*", "${var.reader_id}:*"] } } },
  ] })
}
