resource "aws_sns_topic" "b" {
  name = "b"
}

resource "aws_sns_topic" {{{
