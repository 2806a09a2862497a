moved {
  from = aws_sns_topic_policy.demo
  to   = aws_sns_topic_policy.payments
}
