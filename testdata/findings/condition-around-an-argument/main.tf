variable "kubernetes" { default = null }
variable "service" {
  validation {
    condition     = contains(["function", "kubernetes"], var.service)
    error_message = "no"
  }
}
data "mdxc_cloud" "current" {}
locals {
  is_aws        = data.mdxc_cloud.current.cloud == "aws"
  is_kubernetes = var.service == "kubernetes"
  issuer        = local.is_aws && local.is_kubernetes ? replace(var.kubernetes.url, "https://", "") : ""
  provider      = local.is_aws && local.is_kubernetes ? "arn:aws:iam::${data.mdxc_cloud.current.id}:oidc-provider/${local.issuer}" : ""
  trust = !local.is_aws ? null : <<EOF
{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
  "Principal": { "Federated": "${local.provider}" },
  "Condition": { "StringEquals": { "${local.issuer}:sub": "system:serviceaccount:a:b" } } } ] }
EOF
}
resource "mdxc_application_identity" "main" {
  name              = "x"
  aws_configuration = local.is_aws && local.is_kubernetes ? { assume_role_policy = local.trust } : null
}
