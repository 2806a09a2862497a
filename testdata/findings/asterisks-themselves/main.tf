resource "aws_sqs_queue" "name" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:111122223333:$${*}" } } }] })
}

resource "aws_sqs_queue" "arn" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:111122223333:a$${?}" } } }] })
}

resource "aws_sqs_queue" "pattern" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:111122223333:*" } } }] })
}

resource "aws_sqs_queue" "tag" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "sqs:SendMessage", Resource = "*", Condition = { StringLike = { "aws:PrincipalTag/team" = "$${*}" } } }] })
}
