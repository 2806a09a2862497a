# The statement of the same name takes the place of the public one. One of another name stands beside it.
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "narrowed" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid       = "Read"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/app"]
    }
  }
}
data "aws_iam_policy_document" "role" {
  statement {
    sid       = "Read"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/app"]
    }
  }
}
data "aws_iam_policy_document" "overridden" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.role.json]
}
data "aws_iam_policy_document" "open" {
  statement {
    sid       = "ReadAll"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "beside" {
  source_policy_documents   = [data.aws_iam_policy_document.open.json]
  override_policy_documents = [data.aws_iam_policy_document.role.json]
}
resource "aws_secretsmanager_secret_policy" "narrowed" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf"
  policy     = data.aws_iam_policy_document.narrowed.json
}
resource "aws_secretsmanager_secret_policy" "overridden" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:b-AbCdEf"
  policy     = data.aws_iam_policy_document.overridden.json
}
resource "aws_secretsmanager_secret_policy" "beside" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:c-AbCdEf"
  policy     = data.aws_iam_policy_document.beside.json
}
