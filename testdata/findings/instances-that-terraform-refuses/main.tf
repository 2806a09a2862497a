# Terraform refuses each of these, so that nothing certain can be said.
locals {
  nothing = {}
}

resource "aws_sns_topic_policy" "list" {
  for_each = ["a"]
  arn      = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy   = local.open
}

resource "aws_sns_topic_policy" "numbers" {
  for_each = toset([1, 2])
  arn      = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy   = local.open
}

resource "aws_sns_topic_policy" "negative" {
  count  = -1
  arn    = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy = local.open
}

resource "aws_sns_topic_policy" "attribute" {
  count  = local.nothing.size
  arn    = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy = local.open
}

resource "aws_sns_topic_policy" "undeclared" {
  count  = var.size
  arn    = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy = local.open
}

resource "aws_security_group" "ssh" {
  count = "many"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

module "made" {
  source   = "./module"
  for_each = { for name, value in { a = {} } : name => value if value.on }
}

locals {
  open = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }] })
}
