resource "aws_iam_role" "admin" {
  name               = "admin"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_opensearch_domain" "d" {
  domain_name    = "d"
  engine_version = "OpenSearch_2.11"
  advanced_security_options {
    enabled                        = true
    anonymous_auth_enabled         = false
    internal_user_database_enabled = false
    master_user_options { master_user_arn = aws_iam_role.admin.arn }
  }
  node_to_node_encryption { enabled = true }
  encrypt_at_rest { enabled = true }
  domain_endpoint_options { enforce_https = true }
}
resource "aws_opensearch_domain_policy" "d" {
  domain_name     = aws_opensearch_domain.d.domain_name
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttp*", Resource = "${aws_opensearch_domain.d.arn}/*" }] })
}
resource "aws_opensearch_domain" "anonymous" {
  domain_name = "anonymous"
  advanced_security_options {
    enabled                = true
    anonymous_auth_enabled = true
  }
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttp*", Resource = "*" }] })
}
resource "aws_opensearch_domain" "plain" {
  domain_name     = "plain"
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttp*", Resource = "*" }] })
}
resource "aws_elasticsearch_domain" "any_address" {
  domain_name     = "any-address"
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttp*", Resource = "*", Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/0" } } }] })
}
