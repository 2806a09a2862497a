data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.jobs.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "topic" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.news.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "own_callers" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.own.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = ["111122223333"]
    }
  }
}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
resource "aws_sns_topic" "news" { name = "news" }
resource "aws_sns_topic" "own" { name = "own" }
resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id
  policy    = data.aws_iam_policy_document.queue.json
}
resource "aws_sns_topic_policy" "news" {
  arn    = aws_sns_topic.news.arn
  policy = data.aws_iam_policy_document.topic.json
}
resource "aws_sns_topic_policy" "own" {
  arn    = aws_sns_topic.own.arn
  policy = data.aws_iam_policy_document.own_callers.json
}
