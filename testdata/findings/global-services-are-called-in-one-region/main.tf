resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::111122223333:user/ci" } }] })
}
resource "aws_iam_role_policy" "only_london" {
  role   = aws_iam_role.ci.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:*", "ec2:*"], Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = ["eu-west-2"] } } }] })
}
resource "aws_iam_role" "ci2" {
  name               = "ci2"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::111122223333:user/ci" } }] })
}
resource "aws_iam_role_policy" "both" {
  role   = aws_iam_role.ci2.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:*", "ec2:*"], Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = ["eu-west-2", "us-east-1"] } } }] })
}
