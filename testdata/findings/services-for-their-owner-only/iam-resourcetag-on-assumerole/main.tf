resource "aws_iam_policy" "assume_tagged" {
  name   = "assume-tagged"
  policy = data.aws_iam_policy_document.assume_tagged.json
}
data "aws_iam_policy_document" "assume_tagged" {
  statement {
    actions   = ["sts:AssumeRole"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "iam:ResourceTag/aws-cdk:bootstrap-role"
      values   = ["lookup"]
    }
  }
}
