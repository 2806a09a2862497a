resource "aws_vpc_endpoint_service" "by_hand" {
  acceptance_required = true
  allowed_principals  = ["*"]
}
resource "aws_vpc_endpoint_service" "by_itself" {
  acceptance_required = false
  allowed_principals  = ["*"]
}
resource "aws_vpc_endpoint_service_allowed_principal" "by_hand" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.by_hand.id
  principal_arn           = "*"
}
resource "aws_vpc_endpoint_service_allowed_principal" "elsewhere" {
  vpc_endpoint_service_id = "vpce-svc-0a1b2c3d"
  principal_arn           = "*"
}
