provider "registry.terraform.io/hashicorp/aws" {
  version = "6.9.0"
}
