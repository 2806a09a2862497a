variable "env" {
  type = string
}
variable "policy" {
  type = string
}
resource "aws_sns_topic" "t" {
  name = "t"
}
resource "aws_sns_topic_policy" "t" {
  count  = var.env == "dev" ? 0 : 1
  arn    = aws_sns_topic.t.arn
  policy = var.policy
}
