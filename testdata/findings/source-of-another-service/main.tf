locals {
  wrong = {
    "sns.amazonaws.com"                = "arn:aws:s3:::topics"
    "events.amazonaws.com"             = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"
    "events.eu-west-1.amazonaws.com"   = "arn:aws:lambda:eu-west-1:111122223333:function:f"
    "s3.amazonaws.com"                 = "arn:aws:sns:eu-west-1:111122223333:t"
    "apigateway.amazonaws.com"         = "arn:aws:lambda:eu-west-1:111122223333:function:f"
  }
  right = {
    "sns.amazonaws.com"        = "arn:aws:sns:eu-west-1:111122223333:t"
    "events.amazonaws.com"     = "arn:aws:events:eu-west-1:111122223333:rule/r"
    "apigateway.amazonaws.com" = "arn:aws:execute-api:eu-west-1:111122223333:a/*/*/*"
    # A cluster is integrated with databases of other services.
    "redshift.amazonaws.com" = "arn:aws:rds:eu-west-1:111122223333:cluster:c"
    # What it is, is not told.
    "logs.amazonaws.com" = "arn:aws:*:eu-west-1:111122223333:*"
  }
}
resource "aws_sqs_queue_policy" "wrong" {
  for_each  = local.wrong
  queue_url = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = each.key }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = { "aws:SourceArn" = each.value } } },
  ] })
}
resource "aws_sqs_queue_policy" "right" {
  for_each  = local.right
  queue_url = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = each.key }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = { "aws:SourceArn" = each.value } } },
  ] })
}
resource "aws_sqs_queue_policy" "one_of_two" {
  queue_url = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { ArnLike = { "aws:SourceArn" = ["arn:aws:s3:::b", "arn:aws:sns:*:111122223333:t"] } } },
  ] })
}
resource "aws_lambda_permission" "schedule" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:states:eu-west-1:111122223333:stateMachine:m"
}
