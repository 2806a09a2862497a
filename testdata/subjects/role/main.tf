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

resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.own.arn
}

resource "aws_iam_role_policy_attachment" "aws" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
