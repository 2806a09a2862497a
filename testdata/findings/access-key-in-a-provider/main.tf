provider "aws" {
  alias      = "plain"
  region     = "us-west-1"
  access_key = "AKIAIOSFODNN7EXAMPLE"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}
resource "aws_sns_topic" "t" {
  provider = aws.plain
  name     = "t"
}
