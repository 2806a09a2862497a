variable "other" {}

provider "aws" {
  allowed_account_ids = ["111122223333"]
}

provider "aws" {
  alias = "known"
  assume_role {
    role_arn = "arn:aws:iam::222233334444:role/deploy"
  }
}

provider "aws" {
  alias = "open"
  assume_role {
    role_arn = "arn:aws:iam::${var.other}:role/deploy"
  }
}

resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PassRole", Resource = "arn:aws:iam::*:role/passed-*" },
      { Effect = "Allow", Action = "cloudformation:CreateStack", Resource = "*" },
    ]
  })
}

# A role is passed in its own account.
module "known" {
  source    = "./m"
  providers = { aws = aws.known }
}

module "open" {
  source    = "./m"
  providers = { aws = aws.open }
  name      = "passed-open"
}
