provider "aws" {
  alias      = "plain"
  region     = "us-west-1"
  access_key = "AKIAQWERTYUIOPASDFGH"
  secret_key = "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"
}
resource "aws_sns_topic" "t" {
  provider = aws.plain
  name     = "t"
}
