data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::999988887777:root"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:userid"
      values   = ["AROAEXAMPLEEXAMPLE12:*"]
    }
  }
}

resource "aws_iam_role" "r" {
  name               = "vendor"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

# An id of a user.
resource "aws_iam_role" "user" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:userid" = "AIDAEXAMPLEEXAMPLE12" } }
    }]
  })
}

# With an external id the customers are told apart.
resource "aws_iam_role" "told" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:userid" = "AIDAEXAMPLEEXAMPLE12", "sts:ExternalId" = "c7f3a1d2" } }
    }]
  })
}
