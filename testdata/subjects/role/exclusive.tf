resource "aws_iam_policy" "own" {
  name   = "own"
  policy = "{}"
}

resource "aws_iam_role" "app" {
  name                 = "app"
  assume_role_policy   = "{}"
  max_session_duration = 7200
  permissions_boundary = "arn:aws:iam::123456789012:policy/bound"
}

resource "aws_iam_role_policy_attachments_exclusive" "app" {
  role_name   = aws_iam_role.app.name
  policy_arns = [aws_iam_policy.own.arn, "arn:aws:iam::aws:policy/ReadOnlyAccess"]
}
