# The own account is told (111122223333): what another root says makes nobody an own account for certain.
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::777766665555:root" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role" "beside" {
  name = "beside"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::888877776666:root" }, Action = "sts:AssumeRole" }]
  })
}
