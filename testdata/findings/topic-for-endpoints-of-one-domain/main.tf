resource "aws_sns_topic" "t" {
  name = "t"
}

resource "aws_sns_topic_policy" "own_domain" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sns:Subscribe", Resource = aws_sns_topic.t.arn,
    Condition = { StringEquals = { "sns:Protocol" = "email" }, StringLike = { "sns:Endpoint" = "*@example.com" } } }] })
}

resource "aws_sns_topic_policy" "any_mail" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sns:Subscribe", Resource = aws_sns_topic.t.arn,
    Condition = { StringEquals = { "sns:Protocol" = "email" }, StringLike = { "sns:Endpoint" = "*@*" } } }] })
}
