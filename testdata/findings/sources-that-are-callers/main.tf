resource "aws_sqs_queue" "role" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:iam::111122223333:role/task" } } }] })
}

resource "aws_sqs_queue" "session" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = { "aws:SourceArn" = ["arn:aws:sts::111122223333:assumed-role/task/*"] } } }] })
}

resource "aws_sqs_queue" "topic" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:111122223333:t" } } }] })
}

resource "aws_sqs_queue" "unless" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "sqs:SendMessage", Resource = "*", Condition = { ArnNotEquals = { "aws:SourceArn" = "arn:aws:iam::111122223333:role/task" } } }] })
}
