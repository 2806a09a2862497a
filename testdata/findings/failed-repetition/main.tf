locals {
  queues = { orders = { account = "111122223333" } }
  broken = local.queues.orders.acount
}

# The plan fails: what `each.value` is is not known, and `try` does not go on.
resource "aws_sqs_queue" "by_key" {
  for_each = { for name, queue in local.queues : name => queue if queue.enabled }
  name     = each.key
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" },
      try({ Condition = { StringEquals = { "aws:SourceAccount" = each.value.account } } }, {}),
    )]
  })
}

# `try` catches what fails inside it, and not what failed elsewhere.
resource "aws_sqs_queue" "elsewhere" {
  name = "elsewhere"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" },
      try({ Condition = { StringEquals = { "aws:SourceAccount" = local.broken } } }, {}),
    )]
  })
}

resource "aws_sqs_queue" "inside" {
  name = "inside"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" },
      try({ Condition = { StringEquals = { "aws:SourceAccount" = local.queues.orders.acount } } }, {}),
    )]
  })
}
