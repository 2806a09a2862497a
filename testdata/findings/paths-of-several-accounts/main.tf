data "aws_caller_identity" "current" {}
variable "region" {}
resource "aws_s3_bucket" "logs" { bucket = "${var.region}-trail" }
data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*", "${aws_s3_bucket.logs.arn}/AWSLogs/222233334444/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}
resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.this.json
}
