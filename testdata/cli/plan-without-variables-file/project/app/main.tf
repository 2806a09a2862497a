variable "service" {
  type = string
}

variable "secret_principal" {
  type      = string
  sensitive = true
}

variable "ports" {
  type = list(number)
}

data "aws_caller_identity" "here" {}

resource "aws_sqs_queue_policy" "q" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = var.service }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:${data.aws_caller_identity.here.account_id}:q"
    }]
  })
}

resource "aws_s3_bucket" "b" {
  bucket_prefix = "logs"
}

# In the plan there is one of these.
resource "aws_sqs_queue_policy" "counted" {
  count     = var.service == "s3.amazonaws.com" ? 1 : 0
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/r"
  policy    = file("${path.module}/policy.json")
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.b.arn}/*"
    }]
  })
}

resource "aws_sns_topic_policy" "t" {
  arn = "arn:aws:sns:eu-west-1:111122223333:t"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.secret_principal }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:111122223333:t"
    }]
  })
}

resource "aws_security_group" "g" {
  name = "g"

  dynamic "ingress" {
    for_each = var.ports
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

module "queue" {
  source   = "./modules/queue"
  for_each = toset(["a"])
  name     = each.key
  source_service = var.service
}

resource "aws_sns_topic" "not_in_the_plan" {
  name = "n"
}
