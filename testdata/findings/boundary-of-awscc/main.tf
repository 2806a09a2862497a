variable "cluster_name" {}
data "aws_caller_identity" "current" {}
resource "awscc_iam_managed_policy" "limit_boundary" {
  managed_policy_name = "${var.cluster_name}-limit"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Deny", Action = "iam:*", Resource = "*" },
      { Effect = "Allow", Action = "*", Resource = "*" }
    ]
  })
}
resource "aws_iam_policy" "operator" {
  name = "operator"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "iam:CreateRole", Resource = "*"
      Condition = { StringEquals = { "iam:PermissionsBoundary" = awscc_iam_managed_policy.limit_boundary.policy_arn } }
    }]
  })
}
