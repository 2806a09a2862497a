variable "env" {}

locals {
  accounts = { dev = "111122223333", prod = "111122223333*" }
  stages   = [{ name = "dev", account = "111122223333" }, { name = "prod", account = "*" }]
}

# Nobody deploys with a name for which there is no account.
resource "aws_sqs_queue" "keys" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringEquals = { "aws:SourceAccount" = [for name, account in { dev = "111122223333", prod = "111122223333" } : account if name == var.env] } } }] })
}

resource "aws_sqs_queue" "members" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = [for stage in local.stages : stage.account if stage.name == var.env] } } }] })
}
