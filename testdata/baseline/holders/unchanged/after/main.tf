variable "name" {}

resource "aws_iam_policy" "adm" {
  name   = "adm"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:CreatePolicyVersion"], Resource = "*" }] })
}

resource "aws_iam_user" "a" {
  name = "a"
}

resource "aws_iam_user" "b" {
  name = "b"
}

resource "aws_iam_user_policy_attachment" "a" {
  user       = aws_iam_user.a.name
  policy_arn = aws_iam_policy.adm.arn
}

resource "aws_iam_group" "g" {
  name = "g"
}

resource "aws_iam_group_policy" "g" {
  group  = aws_iam_group.g.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["iam:AttachUserPolicy"], Resource = "*" }] })
}

resource "aws_iam_user_group_membership" "a" {
  user   = aws_iam_user.a.name
  groups = [aws_iam_group.g.name]
}

resource "aws_lambda_function" "f" {
  function_name = "f"
}

resource "aws_lambda_function" "payments" {
  function_name = "payments"
}

resource "aws_lambda_permission" "f" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.function_name
  principal     = "s3.amazonaws.com"
}

resource "aws_lambda_permission" "named" {
  action        = "lambda:InvokeFunction"
  function_name = var.name
  principal     = "s3.amazonaws.com"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = var.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::${var.name}/*" }] })
}
