data "aws_iam_openid_connect_provider" "g" {
  url = "https://token.actions.githubusercontent.com"
}
data "aws_iam_policy_document" "t" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.g.arn]
    }
    condition {
      test     = "StringLike"
      variable = "${data.aws_iam_openid_connect_provider.g.url}:sub"
      values   = ["repo:o/r:*"]
    }
  }
}
resource "aws_iam_role" "ci" {
  assume_role_policy = data.aws_iam_policy_document.t.json
}
