resource "aws_sqs_queue_policy" "agent" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/agent"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:Send*", Resource = "*", Condition = { StringLike = { "aws:useragent" = "curl/*" } } },
  ] })
}

resource "aws_sqs_queue_policy" "network" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/network"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/1" } } },
  ] })
}

resource "aws_sqs_queue_policy" "topics" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/topics"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource = "*" },
  ] })
}
