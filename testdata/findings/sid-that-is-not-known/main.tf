variable "name" {}
resource "aws_s3_bucket" "b" {
  bucket = "b-of-mine"
}
data "aws_iam_policy_document" "d" {
  statement {
    sid       = "Read${replace(aws_s3_bucket.b.arn, "/[^a-zA-Z0-9]/", "")}"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::b-of-mine/*"]
  }
}
resource "aws_iam_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
