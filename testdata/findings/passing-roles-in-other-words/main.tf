resource "aws_iam_role_policy" "all_but_some" {
  name = "all-but-some"
  role = aws_iam_role.a.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", NotAction = ["iam:Create*", "iam:Put*", "iam:Attach*", "iam:Update*", "iam:Add*", "iam:Delete*", "iam:Set*", "sts:*"], Resource = "*" }]
  })
}
resource "aws_iam_role_policy" "patterns" {
  name = "patterns"
  role = aws_iam_role.b.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:Pass*", "ec2:Run*"], Resource = "*" }]
  })
}
# Neither policy does it alone.
resource "aws_iam_role_policy" "passes" {
  name = "passes"
  role = aws_iam_role.c.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }]
  })
}
resource "aws_iam_role_policy" "runs" {
  name = "runs"
  role = aws_iam_role.c.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }]
  })
}
# Everybody can use TLS, and every service is some service.
resource "aws_iam_role_policy" "over_tls" {
  name = "over-tls"
  role = aws_iam_role.d.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:PassRole", "ec2:RunInstances"], Resource = "*", Condition = { Bool = { "aws:SecureTransport" = "true" } } }]
  })
}
resource "aws_iam_role_policy" "to_every_service" {
  name = "to-every-service"
  role = aws_iam_role.e.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*", Condition = { StringLike = { "iam:PassedToService" = "*" } } },
    ]
  })
}
# The Deny takes it back, the other one does not.
resource "aws_iam_role_policy" "denied" {
  name = "denied"
  role = aws_iam_role.f.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["iam:PassRole", "ec2:RunInstances"], Resource = "*" },
      { Effect = "Deny", Action = "iam:PassRole", Resource = "*" },
    ]
  })
}
resource "aws_iam_role_policy" "another_role_denied" {
  name = "another-role-denied"
  role = aws_iam_role.g.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["iam:PassRole", "ec2:RunInstances"], Resource = "*" },
      { Effect = "Deny", Action = "iam:PassRole", Resource = "arn:aws:iam::111122223333:role/break-glass" },
    ]
  })
}
