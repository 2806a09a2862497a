variable "name" {}
data "aws_iam_policy_document" "base" {
  policy_id = 7
  statement {
    sid     = 0
    actions = [1, "1", true]
    principals {
      type        = "AWS"
      identifiers = [111122223333, "111122223333"]
    }
    principals {
      type        = "AWS"
      identifiers = ["111122223333", 111122223333]
    }
    condition {
      test     = "NumericLessThan"
      variable = "s3:max-keys"
      values   = [3600]
    }
    condition {
      test     = "NumericLessThan"
      variable = "s3:max-keys"
      values   = ["3600"]
    }
  }
  statement {
    sid     = "Kept"
    actions = ["s3:GetObject"]
  }
}
# Replaces the statement whose id is a number.
data "aws_iam_policy_document" "replaced" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  dynamic "statement" {
    for_each = ["s3:PutObject"]
    content {
      sid     = statement.key
      actions = [statement.value]
    }
  }
}
# May replace `Kept`.
data "aws_iam_policy_document" "perhaps" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid     = "K${var.name}"
    actions = ["s3:PutObject"]
  }
}
# Replaces none: an `x` stands in no id.
data "aws_iam_policy_document" "no" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid     = "x${var.name}"
    actions = ["s3:PutObject"]
  }
}
# A known id may replace one that is not known.
data "aws_iam_policy_document" "over" {
  source_policy_documents   = [data.aws_iam_policy_document.no.json]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "xyz", Effect = "Deny", Action = "s3:*", Principal = {} }] })]
}
resource "x" "x" {
  for_each = {
    base     = data.aws_iam_policy_document.base.json
    replaced = data.aws_iam_policy_document.replaced.json
    perhaps  = data.aws_iam_policy_document.perhaps.json
    no       = data.aws_iam_policy_document.no.json
    over     = data.aws_iam_policy_document.over.json
  }
  policy = each.value
}
