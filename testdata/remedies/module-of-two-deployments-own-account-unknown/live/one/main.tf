provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

provider "aws" {
  alias               = "west"
  region              = "us-west-2"
  allowed_account_ids = ["222233334444"]
}

module "one" {
  source = "../../modules/queue"
}

module "two" {
  source = "../../modules/queue"
  providers = {
    aws = aws.west
  }
}

module "three" {
  source = "../../modules/peer"
  providers = {
    aws      = aws
    aws.peer = aws.west
  }
}
module "four" {
  source = "../../modules/peer"
  providers = {
    aws      = aws.west
    aws.peer = aws
  }
}
