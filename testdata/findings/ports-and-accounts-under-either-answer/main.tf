variable "env" {}
resource "aws_security_group" "g" {
  ingress {
    from_port   = var.env == "prod" ? 22 : 3389
    to_port     = var.env == "prod" ? 22 : 3389
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
locals {
  trusted = var.env == "prod" ? ["999988887777"] : ["999988887777", "888877776666", "464622532012"]
}
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = local.trusted
    content {
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = [statement.value]
      }
    }
  }
}
resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_user_policy" "p" {
  user   = "u"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:PutUserPolicy", Resource = "*" }] })
}
