# What takes the document apart adds the guard; the document itself goes nowhere else. The second one is used by nobody.
data "aws_iam_policy_document" "mended" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "unused" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic_policy" "mended" {
  arn = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in jsondecode(data.aws_iam_policy_document.mended.json).Statement :
      merge(statement, { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } })
    ]
  })
}
