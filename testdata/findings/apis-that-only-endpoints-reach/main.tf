resource "aws_api_gateway_rest_api" "private" {
  name = "internal"
  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = ["vpce-0123456789abcdef0"]
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "*" }] })
}
resource "aws_api_gateway_rest_api" "for_one_endpoint" {
  name = "internal"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}
resource "aws_api_gateway_rest_api_policy" "for_one_endpoint" {
  rest_api_id = aws_api_gateway_rest_api.for_one_endpoint.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/*", Condition = { StringEquals = { "aws:SourceVpce" = "vpce-0123456789abcdef0" } } },
  ] })
}
resource "aws_api_gateway_rest_api" "for_one_range" {
  name = "internal"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}
resource "aws_api_gateway_rest_api_policy" "for_one_range" {
  rest_api_id = aws_api_gateway_rest_api.for_one_range.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/*" },
    { Effect = "Deny", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/*", Condition = { StringNotEquals = { "aws:SourceVpc" = "vpc-0123456789abcdef0" } } },
  ] })
}
resource "aws_api_gateway_rest_api" "regional" {
  name = "public"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "*" }] })
}
resource "aws_api_gateway_domain_name" "private" {
  domain_name     = "internal.example.com"
  certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "execute-api:/*" }] })
}
