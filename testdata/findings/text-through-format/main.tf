locals {
  raw = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"Service": "sns.amazonaws.com"},
      "Action": "sqs:SendMessage",
      "Resource": "*",
      "Condition": {"StringEquals": {"aws:SourceAccount": "%s"}}
    }
  ]
}
EOF
}
data "aws_caller_identity" "me" {}
resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = format(local.raw, data.aws_caller_identity.me.account_id)
}
