variable "cluster_name" { type = string }
variable "oidc_provider_arn" {
  type    = string
  default = ""
}
resource "aws_iam_role" "r" {
  name = "${var.cluster_name}-exporter"
  assume_role_policy = <<POLICY
{"Version": "2012-10-17", "Statement": [{
  "Effect": "Allow",
  "Principal": {"Federated": "${var.oidc_provider_arn}"},
  "Action": "sts:AssumeRoleWithWebIdentity",
  "Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/X:aud": "sts.amazonaws.com"}}}]}
POLICY
}
