resource "aws_sns_topic" "t" {
  name = "t"
}

# One session of one role: no service has the id of a role.
resource "aws_sns_topic_policy" "role" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.t.arn, Principal = "*", Condition = { StringLike = { "aws:userId" = ["AROAZQI22QHW5L3AA6HGE:*"] } } }] })
}

# All but this role.
resource "aws_sns_topic_policy" "others" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.t.arn, Principal = "*", Condition = { StringNotLike = { "aws:userId" = ["AROAZQI22QHW5L3AA6HGE:*"] } } }] })
}
