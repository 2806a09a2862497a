locals {
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}
resource "aws_iam_role" "holder" {
  name               = "holder"
  assume_role_policy = local.trust
}
resource "aws_iam_role_policy_attachment" "holder" {
  role       = aws_iam_role.holder.name
  policy_arn = "arn:aws:iam::aws:policy/AWSLambda_FullAccess"
}
resource "aws_iam_role" "weak" {
  name               = "weak"
  assume_role_policy = local.trust
}
resource "aws_iam_role_policy" "weak" {
  role   = aws_iam_role.weak.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ec2:DescribeInstances"], Resource = "*" }] })
}
resource "aws_iam_role" "strong" {
  name               = "strong"
  assume_role_policy = local.trust
}
resource "aws_iam_role_policy_attachment" "strong" {
  for_each   = toset(["arn:aws:iam::aws:policy/AmazonSQSFullAccess", "arn:aws:iam::aws:policy/AWSKeyManagementServicePowerUser"])
  role       = aws_iam_role.strong.name
  policy_arn = each.value
}
