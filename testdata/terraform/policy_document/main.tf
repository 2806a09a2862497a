variable "open" {}
data "aws_iam_policy_document" "base" {
  policy_id = "base"
  statement {
    sid     = "Shared"
    actions = ["s3:*"]
  }
  statement {
    sid     = "Kept"
    actions = ["s3:GetObject"]
  }
}
data "aws_iam_policy_document" "over" {
  statement {
    sid     = "Kept"
    effect  = "Deny"
    actions = ["s3:DeleteObject"]
  }
}
data "aws_iam_policy_document" "d" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.over.json, ""]
  version                   = "2008-10-17"
  statement {
    not_actions   = ["iam:*"]
    not_resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["1"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["2"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1"]
    }
  }
  statement {
    actions = ["s3:Get*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["b"]
    }
    principals {
      type        = "Service"
      identifiers = ["c"]
    }
  }
  dynamic "statement" {
    for_each = ["x", "y"]
    iterator = it
    content {
      sid     = "Dynamic${it.key}"
      actions = ["s3:${it.value}"]
    }
  }
  dynamic "statement" {
    for_each = var.open ? [1] : []
    content {
      sid     = "Conditional"
      actions = ["s3:PutObject"]
    }
  }
}
data "aws_iam_policy_document" "unknown" {
  source_policy_documents = [var.open]
  dynamic "statement" {
    for_each = var.open
    content {
      sid       = "Perhaps"
      actions   = ["s3:PutObject"]
      resources = [statement.value]
    }
  }
}
output "json" {
  value = data.aws_iam_policy_document.d.json
}
output "unknown" {
  value = data.aws_iam_policy_document.unknown.json
}

# Byte for byte as the provider writes it.
data "aws_iam_policy_document" "written" {
  source_policy_documents = [jsonencode({
    statement = [
      { effect = "Deny", action = "sqs:*", Principal = { "*" = ["*"] }, Comment = "left out", Sid = "" },
      { Effect = "Allow", Action = ["sqs:SendMessage"], Principal = { AWS = ["a", "c", "b"] }, Condition = { Bool = { "aws:SecureTransport" = true } } },
      { Effect = "Allow", Action = [], Principal = "anybody", Condition = { StringEquals = { "aws:a" = ["x"] } } },
    ]
  })]

  statement {
    sid       = ""
    actions   = ["sqs:A", "sqs:C", "sqs:B", "sqs:A"]
    resources = ["arn:aws:sqs:::&{aws:username}"]

    principals {
      type        = "Service"
      identifiers = ["a.amazonaws.com", "b.amazonaws.com"]
    }
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:b"
      values   = ["z", "<y>"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "empty" {}

data "aws_iam_policy_document" "refused" {
  source_policy_documents = [jsonencode({ Statement = { Effect = "Allow", Action = "*" } })]
}

data "aws_iam_policy_document" "twice" {
  statement {
    sid     = "Same"
    actions = ["a:B"]
  }
  statement {
    sid     = "Same"
    actions = ["a:C"]
  }
}

locals {
  lines    = split("\n", data.aws_iam_policy_document.written.json)
  minified = [data.aws_iam_policy_document.written.minified_json, "as a text"]
  empty    = split("\n", data.aws_iam_policy_document.empty.json)
  refused  = data.aws_iam_policy_document.refused.json
  twice    = data.aws_iam_policy_document.twice.json
}
