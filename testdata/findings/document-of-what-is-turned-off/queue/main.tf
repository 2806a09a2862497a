variable "policy" {}
resource "aws_sqs_queue_policy" "p" {
  queue_url = "q"
  policy    = var.policy
}
