variable "who" {
  default = "s3.amazonaws.com"
}
locals {
  note = <<-EOT
    ::add-mask::x
    ##[endgroup]
  EOT
}
resource "aws_sqs_queue_policy" "q" {
  for_each  = toset(["##[error]a", "::notice::b", "##VSO[task.logissue type=error]c", "‮⁦d"])
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/${each.key}"
  policy = <<EOT
{"Statement": [{"Sid": "x",
"Effect": "Allow", "Principal": {"Service": "${var.who}"}, "Action": "sqs:SendMessage",
"Resource": "arn:aws:sqs:eu-west-1:111122223333:${each.key}"}]}
EOT
}
resource "aws_iam_role" "r" {
  name = "##[command]r"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:role/::error::x" }, Action = "sts:AssumeRole" }] })
}
