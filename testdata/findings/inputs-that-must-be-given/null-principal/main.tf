variable "principals" {
  description = "Who may read (required)"
  type        = list(string)
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "t" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.principals == null ? ["*"] : var.principals }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.t.arn
    }]
  })
}
