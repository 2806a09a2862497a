# The remedy of the role quotes a line of this file before it is known what the file holds.
resource "aws_iam_role" "beside_a_secret" {
  name               = "beside-a-secret"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::464622532012:root" }, Action = "sts:AssumeRole", Condition = { StringLike = { "sts:ExternalId" = "acme*" } } }] })
}

resource "aws_api_gateway_api_key" "beside_a_guard" {
  name  = "beside-a-guard"
  value = "«Canary~ApiKey-99aaBBccDDee»"
}
