module "topic" {
  source = "git::ssh://git@github.com/acme/modules.git//topic?ref=v1.2.0"
  name   = "jobs"
}

module "queue" {
  source  = "acme/queue/aws//modules/policy"
  version = "~> 2.0"
  name    = "jobs"
}

module "missing" {
  for_each = toset(["a", "b"])
  source   = "github.com/acme/others//bucket"
}
