resource "aws_kms_key" "seal" {
  enable_key_rotation = true
}

resource "aws_kms_key" "plain" {}

resource "aws_sns_topic" "told" {
  name              = "told"
  kms_master_key_id = aws_kms_alias.seal_alias.name
}

resource "aws_kms_alias" "seal_alias" {
  name          = "alias/seal"
  target_key_id = aws_kms_key.seal.id
}

resource "aws_cloudwatch_log_group" "events" {
  name       = "events"
  kms_key_id = aws_kms_key.seal.arn
}
