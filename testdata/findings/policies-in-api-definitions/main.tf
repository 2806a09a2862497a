# The policy of a REST API may stand inside its definition.
resource "aws_api_gateway_rest_api" "file" {
  name = "file"
  body = file("api.yaml")
}
resource "aws_api_gateway_rest_api" "encoded" {
  name = "encoded"
  body = yamlencode({
    openapi = "3.0.1"
    x-amazon-apigateway-policy = {
      Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "*" }]
    }
  })
}
resource "aws_api_gateway_rest_api_put" "json" {
  rest_api_id = aws_api_gateway_rest_api.plain.id
  body        = <<-EOT
    {
      "swagger": "2.0",
      "info": {"title": "${aws_api_gateway_rest_api.plain.name}"},
      "x-amazon-apigateway-policy": {
        "Statement": {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}
      }
    }
  EOT
}
resource "aws_api_gateway_rest_api" "plain" {
  name = "plain"
  body = jsonencode({ openapi = "3.0.1", paths = {} })
}
# A text with a hole is YAML that nobody reads yet.
resource "aws_api_gateway_rest_api" "filled_in" {
  name = "filled-in"
  body = templatefile("api.yaml.tftpl", { title = aws_api_gateway_rest_api.plain.id })
}
resource "aws_api_gateway_rest_api" "filled_in_without" {
  name = "filled-in"
  body = "title: ${aws_api_gateway_rest_api.plain.id}\n"
}
