resource "aws_sqs_queue" "q" {
  name   = "q"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(map("Effect", "Allow", "Action", "sqs:SendMessage", "Resource", "*"), { Principal = map("AWS", list("*", "111122223333")) })] })
}
