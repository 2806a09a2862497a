provider "aws" {
  region = "eu-west-1"
}
variable "number" {}
variable "guards" {}

# There are perhaps none of these.
resource "aws_ami_launch_permission" "open" {
  image_id = "ami-0123456789abcdef0"
  group    = "all"
}
resource "aws_ec2_image_block_public_access" "perhaps" {
  count = var.number
  state = "block-new-sharing"
}

resource "aws_iam_role" "deployer" {
  name = "deployer"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }
  ] })
}
resource "aws_iam_role_policy" "all" {
  role   = aws_iam_role.deployer.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
resource "aws_iam_role_policy" "nothing" {
  for_each = { for name, guard in var.guards : name => guard }
  role     = aws_iam_role.deployer.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
}

# Whoever is there is guarded.
resource "aws_iam_role" "one_for_each" {
  for_each = var.guards
  name     = "guarded"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }
  ] })
}
resource "aws_iam_role_policy" "all_of_each" {
  for_each = var.guards
  role     = "guarded"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
resource "aws_iam_role_policy" "nothing_of_each" {
  for_each = aws_iam_role.one_for_each
  role     = "guarded"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
}
