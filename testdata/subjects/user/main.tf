resource "aws_iam_policy" "read" {
  name   = "read"
  policy = "{}"
}

resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_user" "ann" {
  name                 = "ann"
  permissions_boundary = aws_iam_policy.read.arn
}

resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.readers.name, "made-by-hand"]
}

resource "aws_iam_access_key" "first" {
  user = aws_iam_user.ann.name
}

resource "aws_iam_access_key" "second" {
  user   = aws_iam_user.ann.name
  status = "Inactive"
}

resource "aws_iam_user_login_profile" "ann" {
  user                    = aws_iam_user.ann.name
  password_reset_required = true
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

resource "aws_iam_group_membership" "more" {
  name  = "more"
  group = aws_iam_group.readers.name
  users = [aws_iam_user.bob.name]
}
