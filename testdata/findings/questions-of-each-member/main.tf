variable "on" {
  type = map(bool)
}

locals {
  statements = {
    readers = { on = var.on["readers"], account = "444455556666" }
    writers = { on = var.on["writers"], account = "555566667777" }
  }
}

resource "aws_sns_topic" "t" {
  name = "t"
}

data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = local.statements
    content {
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.t.arn]
      principals {
        type        = "AWS"
        identifiers = [statement.value.on && cidrhost(var.on[statement.key], 1) == "x" ? "*" : statement.value.account]
      }
    }
  }
}

resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.d.json
}
