variable "kt_api_token" {
  default = "gh~p_16C7e42F292c6912E7710«c838347Ae178B4a»"
}
locals {
  wk = "sns.amazonaws.com"
}
data "aws_iam_policy_document" "keys" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = [local.wk]
    }
  }
}
locals {
  dk = data.aws_iam_policy_document.keys.json
}
resource "aws_sqs_queue_policy" "k" {
  for_each  = toset([var.kt_api_token])
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy    = local.dk
}
