variable "name" {}
variable "principals" {}
resource "aws_sns_topic" "t" { name = var.name }
data "aws_caller_identity" "current" {}
resource "aws_sns_topic_policy" "p" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = var.principals
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.t.arn
      }
    ]
  })
}
