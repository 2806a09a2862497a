variable "stage" {}

locals {
  env = yamldecode(file("${path.module}/env/${terraform.workspace}.yaml"))
}

resource "aws_iam_role" "report" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = local.env.reader }, Action = "sts:AssumeRole" }] })
}

resource "aws_sqs_queue" "jobs" {
  policy = templatefile("env/${var.stage}/queue.json", { service = "sns.amazonaws.com" })
}
