locals {
  resources = ["*role*", "?*", "a*", "*:role/*", "example-data/*"]
}
# None of these is an ARN, and only `*` stands for everything.
resource "aws_iam_policy" "p" {
  count  = length(local.resources)
  name   = "p${count.index}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = local.resources[count.index] }] })
}
resource "aws_iam_policy" "all" {
  name   = "all"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "**" }] })
}
# API Gateway writes the rest in front.
resource "aws_api_gateway_rest_api" "api" {
  name   = "api"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "execute-api:Invoke", Resource = "execute-api:/*" }] })
}
