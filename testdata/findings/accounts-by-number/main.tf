# An account is its root, by ARN and by number. The own one is no stranger.
resource "aws_sns_topic_policy" "own" {
  arn = "arn:aws:sns:eu-west-1:111122223333:news"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:news" },
      { Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "sns:Subscribe", Resource = "arn:aws:sns:eu-west-1:111122223333:news" },
    ]
  })
}
resource "aws_iam_role" "own_by_arn" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role" "own_by_number" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = ["111122223333"] }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role" "foreign_by_number" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "444455556666" }, Action = "sts:AssumeRole" }]
  })
}
