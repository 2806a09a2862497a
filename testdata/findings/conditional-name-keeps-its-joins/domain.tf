resource "aws_opensearch_domain" "d" {
  domain_name = "${local.prefix}d-${var.env}"
  vpc_options {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
  advanced_security_options {
    enabled                        = true
    anonymous_auth_enabled         = false
    internal_user_database_enabled = true
    master_user_options {
      master_user_name     = "m"
      master_user_password = random_password.p.result
    }
  }
}
resource "random_password" "p" { length = 16 }
data "aws_iam_policy_document" "d" {
  statement {
    effect = "Allow"
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    actions   = ["es:ESHttpGet", "es:ESHttpPut", "es:ESHttpPost"]
    resources = ["${aws_opensearch_domain.d.arn}/_plugins/_security/*"]
  }
}
resource "aws_opensearch_domain_policy" "main" {
  domain_name     = aws_opensearch_domain.d.domain_name
  access_policies = data.aws_iam_policy_document.d.json
}
variable "env" { type = string }
locals { prefix = terraform.workspace == "default" ? "" : "${terraform.workspace}-" }
