locals {
  elsewhere = { StringNotEquals = { "aws:SourceAccount" = "111122223333" } }
  strangers = { StringNotEquals = { "aws:PrincipalAccount" = "111122223333" } }
}
resource "aws_sqs_queue" "open" { name = "open" }
resource "aws_sqs_queue" "other" { name = "other" }
resource "aws_sqs_queue_policy" "guarded_elsewhere" {
  queue_url = aws_sqs_queue.open.url
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = aws_sqs_queue.other.arn, Condition = local.elsewhere },
  ] })
}
resource "aws_kms_key" "open" {}
resource "aws_kms_key" "other" {}
resource "aws_kms_key_policy" "guarded_elsewhere" {
  key_id = aws_kms_key.open.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = aws_kms_key.other.arn, Condition = local.elsewhere },
  ] })
}
resource "aws_secretsmanager_secret" "open" { name = "open" }
resource "aws_secretsmanager_secret" "other" { name = "other" }
resource "aws_secretsmanager_secret_policy" "guarded_elsewhere" {
  secret_arn = aws_secretsmanager_secret.open.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = aws_secretsmanager_secret.other.arn, Condition = local.strangers },
  ] })
}
resource "aws_cloudwatch_event_bus" "open" { name = "open" }
resource "aws_cloudwatch_event_bus_policy" "guarded_elsewhere" {
  event_bus_name = aws_cloudwatch_event_bus.open.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "events:PutEvents", Resource = "*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = "arn:aws:events:*:*:event-bus/other", Condition = local.strangers },
  ] })
}
resource "aws_sqs_queue_policy" "guarded" {
  for_each  = toset(["*", "arn:aws:sqs:*:*:other", "arn:aws:sqs:*:*:*", "arn:aws:sqs:*:111122223333:o*"])
  queue_url = aws_sqs_queue.other.url
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = each.value },
    { Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = aws_sqs_queue.other.arn, Condition = local.elsewhere },
  ] })
}
resource "aws_secretsmanager_secret_policy" "guarded" {
  secret_arn = aws_secretsmanager_secret.other.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:*:*:secret:*" },
    { Effect = "Deny", Principal = "*", Action = "*", Resource = aws_secretsmanager_secret.other.arn, Condition = local.strangers },
  ] })
}
resource "aws_opensearch_domain_policy" "paths_are_left" {
  domain_name = "logs"
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttpGet", Resource = "arn:aws:es:*:*:domain/logs*" },
    { Effect = "Deny", Principal = { AWS = "*" }, Action = "es:*", Resource = "arn:aws:es:eu-west-1:111122223333:domain/logs", Condition = local.strangers },
  ] })
}
