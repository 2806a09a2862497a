module "missing" {
  source = "github.com/acme/others//bucket"
}

module "missing_too" {
  source = "terraform-aws-modules/s3-bucket/aws"
}

module "no_folder" {
  source = "./nowhere"
}
