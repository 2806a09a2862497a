module "logs" {
  source    = "./modules/member"
  providers = { aws = aws.logs }
  hub       = var.accounts.management
  auditor   = var.accounts.logs
}

module "workloads" {
  source    = "./modules/member"
  providers = { aws = aws.workloads }
  hub       = var.accounts.management
  auditor   = var.accounts.logs
}
