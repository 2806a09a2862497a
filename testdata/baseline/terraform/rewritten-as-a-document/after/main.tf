locals {
  alerts = "arn:aws:sns:eu-west-1:111122223333:alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  arn = local.alerts
  policy = data.aws_iam_policy_document.alerts.json
}

module "queue" {
  source = "./queue"
  name   = "one"
}

data "aws_iam_policy_document" "alerts" {
  statement {
    sid       = "Publish"
    actions   = ["sns:Publish"]
    resources = [local.alerts]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }
  statement {
    actions   = ["sns:Publish"]
    resources = [local.alerts]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:s3:::*"]
    }
  }
}
