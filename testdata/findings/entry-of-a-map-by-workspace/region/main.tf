# what hangs on several questions about one entry of a map is told once for each answer, not for each way to ask
variable "has_fixtures" { type = bool }
data "aws_ecr_repository" "fixtures" {
  count = var.has_fixtures ? 1 : 0
  name  = "x"
}
data "aws_acm_certificate" "root" {
  domain = terraform.workspace == "production" ? "example.com" : "*.example.com"
}
resource "aws_api_gateway_domain_name" "lpa_store" {
  regional_certificate_arn = data.aws_acm_certificate.root.arn
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
module "fixtures" {
  source = "git@github.com:x/y.git?ref=v1"
  uri    = "${data.aws_ecr_repository.fixtures[0].repository_url}:x"
}
resource "aws_sqs_queue" "in" { name = "in" }
resource "aws_sqs_queue_policy" "in" {
  queue_url = aws_sqs_queue.in.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.in.arn }]
  })
}
