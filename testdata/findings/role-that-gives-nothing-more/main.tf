locals {
  trust  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = local.trust
}
resource "aws_iam_role" "api" {
  name               = "api"
  assume_role_policy = local.trust
}
resource "aws_iam_role_policy_attachment" "worker" {
  for_each   = toset(["arn:aws:iam::aws:policy/AmazonECS_FullAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess", "arn:aws:iam::aws:policy/AmazonSQSFullAccess"])
  role       = aws_iam_role.worker.name
  policy_arn = each.value
}
resource "aws_iam_role_policy_attachment" "api" {
  for_each   = toset(["arn:aws:iam::aws:policy/AmazonECS_FullAccess", "arn:aws:iam::aws:policy/AmazonS3FullAccess"])
  role       = aws_iam_role.api.name
  policy_arn = each.value
}
