resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
  body = jsonencode({ openapi = "3.0.1", paths = { "/orders" = { «get» = { x-amazon-apigateway-integration = { type = "AWS_PROXY", uri = "x", httpMethod = "POST" } } } } })
}
resource "aws_api_gateway_domain_name" "partners" {
  domain_name = "partners.example.com"
  mutual_tls_authentication { truststore_uri = "s3://acme-trust/partners.pem" }
}
resource "aws_api_gateway_rest_api" "quiet" {
  name                         = "quiet"
  disable_execute_api_endpoint = true
}
