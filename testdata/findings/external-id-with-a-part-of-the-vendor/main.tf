variable "coralogix_company_id" {
  default = "01234567890"
}
resource "random_id" "this" {
  byte_length = 8
}
resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::739076534691:role/coralogix-ingestion-us2" }, Action = "sts:AssumeRole",
    Condition = { StringEquals = { "sts:ExternalId" = "${random_id.this.id}@${var.coralogix_company_id}" } } }] })
}
