locals {
  seen = { region = var.region, stage = var.stage, off = var.off, choice = var.choice }
}
