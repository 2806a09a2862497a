resource "aws_s3_bucket" "b" { bucket = "b" }
data "aws_iam_policy_document" "b" {
  statement {
    principals {
      type        = "Service"
      identifiers = ["redshift.amazonaws.com"]
    }
    actions   = ["s3:PutObject", "s3:GetBucketAcl"]
    resources = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]
  }
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.b.json
}
