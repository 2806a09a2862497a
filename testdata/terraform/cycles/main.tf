locals {
  a = local.b
  b = "${local.a}!"
}
resource "aws_sns_topic" "x" {
  count = length(aws_sns_topic.x)
}
resource "aws_s3_bucket" "b" {
  bucket = aws_sns_topic.t.name
}
resource "aws_sns_topic" "t" {
  name   = "fine"
  policy = aws_s3_bucket.b.arn
}
module "ring" {
  source = "./ring"
}
output "template" {
  value = templatefile("${path.module}/self.tpl", { n = 1 })
}
