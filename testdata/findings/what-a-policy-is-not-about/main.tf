resource "aws_sqs_queue" "a" {}
resource "aws_sqs_queue" "b" {}
resource "aws_sqs_queue_policy" "another_without_a_name" {
  queue_url = aws_sqs_queue.a.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.b.arn },
  ] })
}
resource "aws_sqs_queue_policy" "its_own" {
  queue_url = aws_sqs_queue.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.b.arn },
  ] })
}
resource "aws_sqs_queue_policy" "another_name" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:111122223333:oth*" },
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:111122223333:j*" },
    { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sqs:eu-west-1:111122223333:jobs" },
    { Effect = "Allow", Principal = "*", Action = ["sns:Publish", "sqs:SendMessage"], Resource = "arn:aws:sqs:eu-west-1:111122223333:jobs" },
  ] })
}
resource "aws_sns_topic_policy" "in_another_region" {
  arn = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sns:us-east-1:111122223333:alerts" },
  ] })
}
resource "aws_secretsmanager_secret" "db" { name = "db" }
resource "aws_secretsmanager_secret_policy" "db" {
  secret_arn = aws_secretsmanager_secret.db.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-??????" },
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????" },
  ] })
}
resource "aws_cloudwatch_event_bus_policy" "orders" {
  event_bus_name = "orders"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "events:PutEvents", Resource = "arn:aws:events:eu-west-1:111122223333:event-bus/other" },
    { Effect = "Allow", Principal = "*", Action = "events:PutRule", Resource = "arn:aws:events:eu-west-1:111122223333:rule/orders/*" },
    { Effect = "Allow", Principal = "*", Action = "lambda:InvokeFunction", Resource = "*" },
  ] })
}
resource "aws_dynamodb_resource_policy" "items" {
  resource_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/items"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "dynamodb:Query", Resource = "arn:aws:dynamodb:eu-west-1:111122223333:table/items/index/*" },
    { Effect = "Allow", Principal = "*", Action = "dynamodb:GetItem", Resource = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders" },
  ] })
}
resource "aws_backup_vault_policy" "main" {
  backup_vault_name = "main"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "backup:CopyIntoBackupVault", Resource = "arn:aws:backup:eu-west-1:111122223333:backup-vault:other" },
    { Effect = "Allow", Principal = "*", Action = "backup:StartRestoreJob", Resource = "arn:aws:backup:eu-west-1:111122223333:recovery-point:*" },
  ] })
}
resource "aws_s3_bucket_policy" "directory" {
  bucket = "logs--euw1-az1--x-s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "s3express:CreateSession", Resource = "arn:aws:s3express:eu-west-1:111122223333:bucket/logs--euw1-az1--x-s3" },
    { Effect = "Allow", Principal = "*", Action = "s3express:CreateSession", Resource = "arn:aws:s3express:eu-west-1:111122223333:bucket/logs--euw1-az1--x-s3" },
  ] })
}
