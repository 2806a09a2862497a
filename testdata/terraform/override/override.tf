resource "aws_sns_topic" "t" {
  policy = "first"
  tags   = { a = "b" }
}
