# What a caller can meet grants, however many conditions ask about one key; what nobody can meet does not.
resource "aws_iam_role_policy" "perimeter" {
  role   = "perimeter"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:ResourceAccount" = "$${aws:PrincipalAccount}" } } }
  ] })
}
resource "aws_iam_role_policy" "perimeter_the_other_way" {
  role   = "perimeter-the-other-way"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { StringEquals = { "aws:PrincipalAccount" = "$${aws:ResourceAccount}" } } }
  ] })
}
resource "aws_iam_role_policy" "perimeter_of_the_organisation" {
  role   = "perimeter-of-the-organisation"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { StringEquals = { "aws:ResourceOrgID" = "$${aws:PrincipalOrgID}" } } }
  ] })
}
resource "aws_iam_role_policy" "denied_elsewhere" {
  role   = "denied-elsewhere"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*" },
    { Effect = "Deny", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:ResourceAccount" = "$${aws:PrincipalAccount}" } } }
  ] })
}
resource "aws_iam_role_policy" "like_and_not_like" {
  role   = "like-and-not-like"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { StringLike = { "aws:UserAgent" = "a*" }, StringNotLike = { "aws:UserAgent" = "ax*" } } }
  ] })
}
resource "aws_iam_role_policy" "addresses" {
  role   = "addresses"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { IpAddress = { "aws:SourceIp" = "10.0.0.0/8" }, NotIpAddress = { "aws:SourceIp" = "10.0.0.0/24" } } }
  ] })
}
resource "aws_iam_role_policy" "numbers" {
  role   = "numbers"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { NumericGreaterThan = { "aws:MultiFactorAuthAge" = "5" }, NumericLessThan = { "aws:MultiFactorAuthAge" = "3600" } } }
  ] })
}
resource "aws_iam_role_policy" "next_years" {
  role   = "next-years"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { DateGreaterThan = { "aws:CurrentTime" = "2090-01-01T00:00:00Z" }, DateLessThan = { "aws:CurrentTime" = "2091-01-01T00:00:00Z" } } }
  ] })
}
resource "aws_iam_role_policy" "regions" {
  role   = "regions"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = "eu-west-1" } } }
  ] })
}
resource "aws_iam_role_policy" "never_another_account" {
  role   = "never-another-account"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { StringEquals = { "aws:PrincipalAccount" = "999988887777" } } }
  ] })
}
resource "aws_iam_role_policy" "never_both" {
  role   = "never-both"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { StringLike = { "aws:UserAgent" = "ax*" }, StringNotLike = { "aws:UserAgent" = "a*" } } }
  ] })
}
resource "aws_iam_role_policy" "never_again" {
  role   = "never-again"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*", Condition = { DateLessThan = { "aws:CurrentTime" = "2020-01-01T00:00:00Z" } } }
  ] })
}
