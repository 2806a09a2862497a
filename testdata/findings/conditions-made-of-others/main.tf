variable "service" {
  type = string
  validation {
    condition     = contains(["function", "kubernetes"], var.service)
    error_message = "no such service"
  }
}
variable "issuer" { type = string }
data "mdxc_cloud" "current" {}
locals {
  is_aws        = data.mdxc_cloud.current.cloud == "aws"
  is_kubernetes = var.service == "kubernetes"
  issuer        = local.is_aws && local.is_kubernetes ? replace(var.issuer, "https://", "") : ""
  trust         = !local.is_aws && !local.is_kubernetes ? null : <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${local.issuer}" },
    "Condition": { "StringEquals": { "${local.issuer}:sub": "system:serviceaccount:a:b" } }
  }]
}
EOF
  aws_identity = { assume_role_policy = local.is_kubernetes ? local.trust : null }
}
resource "mdxc_application_identity" "main" {
  aws_configuration = local.is_aws ? local.aws_identity : null
}
