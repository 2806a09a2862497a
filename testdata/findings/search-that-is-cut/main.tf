# Denies that stop nobody, so many that no answer is found: that is told, whichever rule asks.
data "aws_caller_identity" "me" {}

resource "aws_api_gateway_rest_api" "a" {
  name = "a"
}

resource "aws_api_gateway_rest_api_policy" "a" {
  rest_api_id = aws_api_gateway_rest_api.a.id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(
    [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = ["execute-api:/*/*/*"] }],
    [for n in range(180) : { Effect = "Deny", Principal = "*", Action = "execute-api:Invoke", Resource = ["execute-api:/prod/PUT/x${n}/{id}"],
    Condition = { StringNotEquals = { "aws:PrincipalArn" = ["arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/m${n}"] } } }],
  ) })
}
