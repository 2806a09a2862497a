# What a service acts for stands in another Region or account than what it is let in to.
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}

provider "aws" {
  alias  = "workload"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::222233334444:role/deploy"
  }
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

# A topic delivers to other Regions.
resource "aws_sns_topic" "virginia" {
  provider = aws.virginia
  name     = "virginia"
}

resource "aws_kms_key" "of_queue" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
      Resource  = "*"
    }]
  })
}

resource "aws_sqs_queue" "encrypted" {
  name              = "encrypted"
  kms_master_key_id = aws_kms_key.of_queue.arn
}

resource "aws_sns_topic_subscription" "encrypted" {
  provider  = aws.virginia
  topic_arn = aws_sns_topic.virginia.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.encrypted.arn
}

resource "aws_lambda_permission" "topic" {
  function_name = "f"
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
}

# A topic of another account delivers to this queue, and to the one that this key is for.
resource "aws_sns_topic" "workload" {
  provider = aws.workload
  name     = "workload"
}

resource "aws_sqs_queue" "shared" {
  name              = "shared"
  kms_master_key_id = aws_kms_key.shared.arn
}

resource "aws_sqs_queue_policy" "shared" {
  queue_url = aws_sqs_queue.shared.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.shared.arn
    }]
  })
}

resource "aws_kms_key" "shared" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
      Resource  = "*"
    }]
  })
}

resource "aws_sns_topic_subscription" "shared" {
  provider  = aws.workload
  topic_arn = aws_sns_topic.workload.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.shared.arn
}

# A queue that nothing of another account leads to; who may send there is no source.
resource "aws_sqs_queue" "own" {
  name = "own"
}

resource "aws_sqs_queue_policy" "own" {
  queue_url = aws_sqs_queue.own.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.own.arn
    }]
  })
}

resource "aws_iam_policy" "sender" {
  provider = aws.workload
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.own.arn }]
  })
}

# A condition that leaves the account open names the Region of another provider.
data "aws_region" "virginia" {
  provider = aws.virginia
}

resource "aws_sqs_queue" "of_virginia" {
  name = "of-virginia"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:events:${data.aws_region.virginia.name}:*:rule/*" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:events:*:*:rule/*" } }
      },
    ]
  })
}
