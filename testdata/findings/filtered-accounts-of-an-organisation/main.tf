data "aws_organizations_organization" "org" {}
data "aws_caller_identity" "this" {}
locals {
  this_account_name = [for account in data.aws_organizations_organization.org.accounts : account.name if account.id == data.aws_caller_identity.this.account_id][0]
  this_account_type = length(regexall("\\(([^()]*)\\)", local.this_account_name)) == 1 ? regex("\\(([^()]*)\\)", local.this_account_name)[0] : "Unknown"
}
resource "aws_kms_key" "amis" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["kms:Decrypt", "kms:ReEncryptFrom"]
      Resource  = "*"
      Condition = { StringLike = { "aws:PrincipalArn" = [
        for account in data.aws_organizations_organization.org.accounts : "arn:aws:iam::${account.id}:role/ProvisionAccount"
        if length(regexall("^env[0-9]* \\(${local.this_account_type}\\)$", account.name)) > 0
      ] } }
    }]
  })
}

# Of an object for each account as well: whether any is left is not known, and the list is not empty.
locals {
  roots = [for account in data.aws_organizations_organization.org.accounts : "arn:aws:iam::${account.id}:root" if account.status == "ACTIVE" && account.name != "old ${local.this_account_type}"]
}
resource "aws_sns_topic_policy" "t" {
  arn = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = local.roots }, Action = "sns:Publish", Resource = "*" }]
  })
}
# What does not ask about the member is a question of its own.
resource "aws_sns_topic_policy" "u" {
  arn = "arn:aws:sns:eu-west-1:111122223333:u"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*", Condition = { StringLike = { "aws:PrincipalArn" = [
      for account in data.aws_organizations_organization.org.accounts : "arn:aws:iam::${account.id}:role/*" if var.filtered && account.status == "ACTIVE"
    ] } } }]
  })
}
variable "filtered" { type = bool }
