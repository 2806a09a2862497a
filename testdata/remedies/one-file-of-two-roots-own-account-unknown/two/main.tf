provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["222233334444"]
}

resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = file("${path.module}/../policies/queue.json")
}
