# An object of jsonencode, its members on lines.
resource "aws_sns_topic_policy" "object" {
  arn = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*" # the topic
    }]
  })
}

# The same on one line, with a condition already.
resource "aws_sns_topic_policy" "line" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "true" } } }] })
}

# Keys in quotes, as pasted from JSON.
resource "aws_sns_topic_policy" "quoted" {
  arn = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = jsonencode({
    "Version" : "2012-10-17",
    "Statement" : [
      {
        "Effect" : "Allow",
        "Principal" : { "Service" : "s3.amazonaws.com" },
        "Action" : "sns:Publish",
        "Resource" : "*"
      }
    ]
  })
}

resource "aws_sns_topic_policy" "heredoc" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Service": "s3.amazonaws.com" },
    "Action": "sns:Publish",
    "Resource": "*",
    "Condition": {
      "StringEquals": { "aws:ResourceTag/a": "b" }
    }
  }]
}
POLICY
}

resource "aws_sns_topic_policy" "text" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sns:Publish\", \"Resource\": \"*\"}}"
}

data "aws_iam_policy_document" "blocks" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
  dynamic "statement" {
    for_each = toset(["cloudwatch.amazonaws.com"])
    content {
      actions   = ["sns:Publish"]
      resources = ["*"]
      principals {
        type        = "Service"
        identifiers = [statement.value]
      }
    }
  }
}

resource "aws_sns_topic_policy" "blocks" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = data.aws_iam_policy_document.blocks.json
}

resource "aws_lambda_permission" "arguments" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "s3.amazonaws.com"
}

# A file is read as it is, so the number itself is written.
resource "aws_sqs_queue_policy" "file" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy    = file("${path.module}/queue.json")
}
