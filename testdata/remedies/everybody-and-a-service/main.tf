# a service that the code has deliver comes in by the statement for everybody: who names callers instead shuts it out
resource "aws_sns_topic" "orders" { name = "orders" }
resource "aws_sqs_queue" "orders" { name = "orders" }
resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.orders.arn
}
resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.orders.arn }]
  })
}

resource "aws_sns_topic" "alarms" { name = "alarms" }
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name    = "errors"
  alarm_actions = [aws_sns_topic.alarms.arn]
}
resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = aws_sns_topic.alarms.arn },
      # no service subscribes
      { Effect = "Allow", Principal = { AWS = "*" }, Action = "sns:Subscribe", Resource = aws_sns_topic.alarms.arn },
    ]
  })
}

resource "aws_lambda_function" "nightly" {
  function_name = "nightly"
  role          = "arn:aws:iam::111122223333:role/nightly"
}
resource "aws_cloudwatch_event_target" "nightly" {
  rule = "nightly"
  arn  = aws_lambda_function.nightly.arn
}
resource "aws_lambda_permission" "nightly" {
  function_name = aws_lambda_function.nightly.function_name
  action        = "lambda:InvokeFunction"
  principal     = "*"
}
