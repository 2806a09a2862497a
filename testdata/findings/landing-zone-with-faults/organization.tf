resource "aws_organizations_organization" "this" {
  feature_set                   = "ALL"
  aws_service_access_principals = ["cloudtrail.amazonaws.com", "guardduty.amazonaws.com", "access-analyzer.amazonaws.com"]
}

# The log archive watches for all: CloudTrail, GuardDuty and the analyser of access.
resource "aws_cloudtrail_organization_delegated_admin_account" "logs" {
  account_id = var.accounts.logs
}

resource "aws_guardduty_organization_admin_account" "logs" {
  admin_account_id = var.accounts.logs
}

resource "aws_organizations_delegated_administrator" "analyzer" {
  account_id        = var.accounts.logs
  service_principal = "access-analyzer.amazonaws.com"
}

resource "aws_organizations_policy" "guardrails" {
  name = "guardrails"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "KeepTheTrail"
      Effect   = "Deny"
      Action   = ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]
      Resource = "*"
    }]
  })
}
