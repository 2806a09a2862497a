resource "aws_cloudwatch_log_group" "g" { name = "/app/x" }
resource "aws_cloudwatch_event_rule" "r" { 
  name = "r" 
  event_pattern = "{}"
}
data "aws_caller_identity" "current" {}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["logs:*"]
    resources = ["${aws_cloudwatch_log_group.g.arn}:*"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com", "delivery.logs.amazonaws.com"]
    }
  }
}
resource "aws_cloudwatch_log_resource_policy" "p" {
  policy_name     = "p"
  policy_document = data.aws_iam_policy_document.d.json
}
