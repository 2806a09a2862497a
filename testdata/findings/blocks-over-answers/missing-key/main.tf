locals {
  envs = { dev = { accounts = ["111122223333"], n = 1, on = true, m = { a = "111122223333" } }, prod = { accounts = ["222233334444"], n = 1, on = true, m = { a = "222233334444" } } }
  env = local.envs[terraform.workspace]
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = local.env.accounts
      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [condition.value]
      }
    }
  }
}
resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = data.aws_iam_policy_document.d.json
}
