provider "aws" {
  region = "cn-north-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_user_policy" "p" {
  name = "p"
  user = "u"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:PassRole"], Resource = "arn:aws-cn:iam::111122223333:role/*" }] })
}
resource "aws_iam_user_policy" "q" {
  name = "q"
  user = "v"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:PutUserPolicy","iam:AttachUserPolicy"], Resource = "arn:aws-cn:iam::111122223333:user/*" }] })
}
