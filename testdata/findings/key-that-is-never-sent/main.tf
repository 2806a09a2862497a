variable "org" { type = string }
resource "aws_sns_topic" "a" { name="a" }
resource "aws_sns_topic_policy" "a" {
  arn=aws_sns_topic.a.arn
  policy = jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Action="sns:Publish",Resource="*",Principal={Service="config.amazonaws.com"},Condition={StringEquals={"aws:PrincipalOrgID"=var.org}}}]})
}
resource "aws_sns_topic" "b" { name="b" }
resource "aws_sns_topic_policy" "b" {
  arn=aws_sns_topic.b.arn
  policy = jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Action="sns:Publish",Resource="*",Principal={Service="config.amazonaws.com"},Condition={StringEquals={"aws:PrincipalOrgID"="o-abcdefghij"}}}]})
}
