# Nobody in this code holds these policies: whoever does may be called so, or carry the tag.
resource "aws_iam_policy" "tag" {
  name   = "tag"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/team" = "platform" } } }] })
}
resource "aws_iam_policy" "name" {
  name   = "name"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:username" = "root-admin" } } }] })
}
# These hold theirs, and do not meet the condition.
resource "aws_iam_user" "u" { name = "u" }
resource "aws_iam_user_policy" "name" {
  user   = aws_iam_user.u.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:username" = "root-admin" } } }] })
}
resource "aws_iam_user_policy" "tag" {
  user   = aws_iam_user.u.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalTag/team" = "platform" } } }] })
}
# And this is certain, whoever holds it.
resource "aws_iam_policy" "all_but" {
  name   = "all-but"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:username" = "guest" } } }] })
}
