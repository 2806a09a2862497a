provider "aws" {
  region = "us-east-1"
}
resource "aws_sqs_queue_policy" "p" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/444455556666/jobs"
  policy    = file("${path.module}/../policies/q.json")
}
