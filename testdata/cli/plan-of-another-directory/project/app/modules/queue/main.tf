variable "name" {}
variable "source_service" {}

resource "aws_sqs_queue" "q" {
  name = var.name

  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "${var.source_service}" },
          "Action": "sqs:SendMessage",
          "Resource": "*"
        }
      ]
    }
  JSON
}
