locals {
  envs = {
    dev  = { readers = ["*"], one = "*", m = { a = "*" } }
    prod = { readers = ["*"], one = "*", m = { a = "*" } }
  }
  m = { dev = ["*"], prod = ["*"] }
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    dynamic "principals" {
      for_each = local.envs[terraform.workspace].readers
      content {
        type        = "AWS"
        identifiers = [principals.value]
      }
    }
  }
}
resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = data.aws_iam_policy_document.d.json
}
