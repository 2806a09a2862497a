# before damage
resource "aws_sns_topic" "twice" {
  tags = {
    a = 1 # read by the tolerant parser
    a = 2
  }
}

# before the broken block
resource "aws_sns_topic" "broken" {
  name = [ # in the broken block
}

locals {
  after = 1 # after damage
}
