locals {
  open = "${"yes" ~}\n" == "yes"
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "p" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Principal={AWS=local.open ? "*" : "arn:aws:iam::111122223333:role/x"},Action="sns:Publish",Resource=aws_sns_topic.t.arn}]})
}
