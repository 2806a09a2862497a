variable "credentials" {
  type      = object({ secret_name = string, private_key = string })
  sensitive = true
}
resource "aws_secretsmanager_secret_version" "s" { 
  secret_id     = "x"
  secret_string = var.credentials.private_key
}
resource "aws_security_group" "argocd" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "argocd" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }] })
}
