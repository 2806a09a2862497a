# Only what the inputs turn off takes these documents in: no more judged than a policy that is written in the resource itself.
variable "legacy" {
  default = false
}

data "aws_iam_policy_document" "part" {
  statement {
    sid       = "Part"
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "old" {
  source_policy_documents = [data.aws_iam_policy_document.part.json]
  statement {
    actions   = ["sqs:ReceiveMessage"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

locals {
  old  = data.aws_iam_policy_document.old.json
  text = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }] })
}

resource "aws_sqs_queue_policy" "old" {
  count     = var.legacy ? 1 : 0
  queue_url = "q"
  policy    = local.old
}

resource "aws_sqs_queue_policy" "text" {
  for_each  = var.legacy ? toset(["q"]) : toset([])
  queue_url = each.key
  policy    = local.text
}

data "aws_iam_policy_document" "handed" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

module "queue" {
  count  = var.legacy ? 1 : 0
  source = "./queue"
  policy = data.aws_iam_policy_document.handed.json
}

# What is turned off is not all that takes this one in.
data "aws_iam_policy_document" "used" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }
}

resource "aws_sqs_queue_policy" "used" {
  for_each  = toset(["in-use"])
  queue_url = each.key
  policy    = data.aws_iam_policy_document.used.json
}

resource "aws_sqs_queue_policy" "used_not" {
  count     = var.legacy ? 1 : 0
  queue_url = "q"
  policy    = data.aws_iam_policy_document.used.json
}

# Nothing takes this one in.
data "aws_iam_policy_document" "of_nobody" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["ses.amazonaws.com"]
    }
  }
}
