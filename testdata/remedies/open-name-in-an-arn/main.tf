# the guard has a wildcard for the account only; with a hole in the rest the edit drops the log group that the author named
data "aws_caller_identity" "current" {}
variable "prefix" {}
resource "aws_kms_key" "k" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = data.aws_caller_identity.current.account_id }, Action = "kms:*", Resource = "*" },
      {
        Effect    = "Allow"
        Principal = { Service = "logs.eu-west-1.amazonaws.com" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:*:log-group:/aws/cloudtrail/${var.prefix}-*"
          }
        }
      },
    ]
  })
}
resource "aws_sqs_queue_policy" "q" {
  queue_url = aws_sqs_queue.q.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.q.arn
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:events:eu-west-1:*:rule/${var.prefix}-nightly" } }
    }]
  })
}
resource "aws_sqs_queue" "q" {}
data "aws_region" "this" {}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["kms:Encrypt*", "kms:Decrypt*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.this.name}.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:${data.aws_region.this.name}:*:log-group:/aws/cloudtrail/${var.prefix}-*"]
    }
  }
}
resource "aws_kms_key" "d" {
  policy = data.aws_iam_policy_document.d.json
}
