data "aws_caller_identity" "me" {}

locals {
  open_here  = { "111122223333" = "*", "222233334444" = "222233334444" }
  open_there = { "111122223333" = "111122223333", "222233334444" = "*" }
}

resource "aws_sqs_queue" "open_here" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = local.open_here[data.aws_caller_identity.me.account_id] } } }] })
}

resource "aws_sqs_queue" "open_there" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = local.open_there[data.aws_caller_identity.me.account_id] } } }] })
}

resource "aws_sqs_queue" "compared" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = data.aws_caller_identity.me.account_id == "111122223333" ? "111122223333" : "*" } } }] })
}
