data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::283582579564:role/bot"]
    }
  }
}
resource "aws_iam_role" "bot" {
  name               = "bot"
  assume_role_policy = sensitive(data.aws_iam_policy_document.trust.json)
}
variable "policy" {
  sensitive = true
  default   = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"sns:Publish\", \"Resource\": \"*\"}]}"
}
variable "principal" {
  sensitive = true
  default   = "*"
}
resource "aws_sns_topic" "t" { policy = var.policy }
resource "aws_sns_topic" "u" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = var.principal, Action = "sns:Publish", Resource = "*" }] })
}
