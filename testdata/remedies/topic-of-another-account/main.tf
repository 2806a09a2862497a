data "aws_caller_identity" "current" {}
variable "txma_topic_arn" { type = string }
resource "aws_sqs_queue" "lit" { name = "lit" }
resource "aws_sqs_queue_policy" "lit" {
  queue_url = aws_sqs_queue.lit.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.lit.arn }] })
}
resource "aws_sns_topic_subscription" "lit" {
  topic_arn = "arn:aws:sns:us-east-1:222233334444:orders"
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.lit.arn
}
resource "aws_sqs_queue" "var" { name = "var" }
resource "aws_sqs_queue_policy" "var" {
  queue_url = aws_sqs_queue.var.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = aws_sqs_queue.var.arn }] })
}
resource "aws_sns_topic_subscription" "var" {
  topic_arn = var.txma_topic_arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.var.arn
}
resource "aws_lambda_permission" "lit" {
  function_name = aws_lambda_function.f.function_name
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::111122223333:role/f"
}
resource "aws_sns_topic_subscription" "f" {
  topic_arn = "arn:aws:sns:us-east-1:222233334444:orders"
  protocol  = "lambda"
  endpoint  = aws_lambda_function.f.arn
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = "*" }] })
}
resource "aws_sqs_queue" "enc" {
  name              = "enc"
  kms_master_key_id = aws_kms_key.k.arn
}
resource "aws_sns_topic_subscription" "enc" {
  topic_arn = "arn:aws:sns:us-east-1:222233334444:orders"
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.enc.arn
}
