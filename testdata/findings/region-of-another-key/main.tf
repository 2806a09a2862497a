provider "aws" {
  region = "us-east-1"
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "logs.eu-west-1.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_kms_key" "m" {
  multi_region = true
  policy       = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "logs.eu-west-1.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }] })
}
resource "aws_lambda_permission" "p" {
  function_name = "f"
  action        = "lambda:InvokeFunction"
  principal     = "logs.eu-west-1.amazonaws.com"
}
resource "aws_sqs_queue" "q" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.ap-east-1.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*" }] })
}
