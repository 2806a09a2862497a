module "queue" {
  source = "terraform-aws-modules/sqs/aws"
}

resource "aws_sns_topic_policy" "some" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Subscribe", Resource = "*", Condition = { StringLike = { "sns:Endpoint" = module.queue.queue_arn } } }] })
}

resource "aws_sns_topic_policy" "any" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Subscribe", Resource = "*", Condition = { StringLike = { "sns:Endpoint" = "*" } } }] })
}
