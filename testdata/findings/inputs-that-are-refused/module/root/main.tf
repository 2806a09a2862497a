variable "external_id" { type = string }
variable "org_id" { type = string }
module "vendor" {
  source      = "../"
  external_id = var.external_id
  org_id      = var.org_id
}
