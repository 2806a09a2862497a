# What stands between marks is filled in by a tool or by hand; until then it is not known whom the statement names.
resource "aws_iam_role" "marked" {
  for_each = toset(["arn:aws:iam::<account>:root", "arn:aws:iam::[ACCOUNT_ID]:root", "((account))", "arn:aws:iam::{{account}}:role/x", "<YOUR ACCOUNT>"])
  name     = "marked"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = each.value }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_sns_topic_policy" "service" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "<service>.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }] })
}
# No placeholder: AWS refuses it.
resource "aws_iam_role" "wrong" {
  name = "wrong"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::12345:root" }, Action = "sts:AssumeRole" }]
  })
}
