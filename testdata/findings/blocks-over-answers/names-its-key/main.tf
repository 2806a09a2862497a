locals {
  env = yamldecode(file("${path.module}/envs.yml"))[terraform.workspace]
}
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = local.env.accounts
      content {
        test = "StringEquals"
        variable = "aws:SourceAccount"
        values = [condition.value]
      }
    }
  }
}
resource "aws_sqs_queue" "q" {
  name = "q"
  policy = data.aws_iam_policy_document.d.json
}
