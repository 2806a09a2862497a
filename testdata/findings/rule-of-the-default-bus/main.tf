# error expected on all three; the first two are only notes
resource "aws_lambda_permission" "default_bus" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:us-east-1:*:rule/nightly"
}
resource "aws_sqs_queue_policy" "default_bus" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:111122223333:q",
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:events:*:*:rule/nightly" } } }]
  })
}
resource "aws_lambda_permission" "any_rule" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:*:*:rule/*"
}
