# an ID may be a number or an address too
resource "aws_iam_role" "gt" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { NumericGreaterThan = { "sts:ExternalId" = "0" } } }] })
}
resource "aws_iam_role" "ne" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { NumericNotEquals = { "sts:ExternalId" = "5" } } }] })
}
resource "aws_iam_role" "bf" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { Bool = { "sts:ExternalId" = "false" } } }] })
}
resource "aws_iam_role" "ip" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { IpAddress = { "sts:ExternalId" = "0.0.0.0/0" } } }] })
}
resource "aws_iam_role" "eq" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:root" }, Action = "sts:AssumeRole", Condition = { NumericEquals = { "sts:ExternalId" = "12345" } } }] })
}
