provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = "true"
  skip_requesting_account_id  = true
  endpoints {
    sts = "http://localhost:4566"
  }
}
provider "aws" {
  alias  = "emulated"
  region = "eu-west-1"
  endpoints {
    sts = "http://localhost:4566"
  }
}
resource "aws_db_snapshot" "s" {
  db_instance_identifier = "d"
  db_snapshot_identifier = "s"
  shared_accounts        = ["all"]
}
resource "aws_db_snapshot" "emulated" {
  provider               = aws.emulated
  db_instance_identifier = "d"
  db_snapshot_identifier = "s"
  shared_accounts        = ["all"]
}
