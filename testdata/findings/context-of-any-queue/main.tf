resource "aws_kms_key" "queues" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*",
    Condition = { StringLike = { "kms:EncryptionContext:aws:sqs:arn" = "arn:aws:sqs:*:*:*" } } },
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*",
    Condition = { StringLike = { "kms:EncryptionContext:aws:sns:topicArn" = "arn:aws:sns:*:111122223333:*" } } },
  ] })
}
