variable "account_ids" {
  default = {
    compute    = "381491960855"
    production = "312423030077"
    vendor     = "999988887777"
  }
}

provider "aws" {
  region = "eu-west-2"
  assume_role {
    role_arn = "arn:aws:iam::${var.account_ids["production"]}:role/Deploy"
  }
}

resource "aws_iam_role" "own" {
  name = "own"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${var.account_ids["compute"]}:root" } }]
  })
}

resource "aws_iam_role" "strange" {
  name = "strange"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${var.account_ids["vendor"]}:root" } }]
  })
}

resource "aws_iam_role" "written_out" {
  name = "written-out"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::999988887777:root" } }]
  })
}
