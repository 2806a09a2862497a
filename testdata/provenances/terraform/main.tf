variable "service" {}

variable "accounts" {
  default = ["*"]
}

variable "region" {
  default = "eu-west-1"
}

locals {
  service = var.service
  bare    = jsonencode({ Version = "2012-10-17", Statement = local.statements })
  statements = [{
    Effect    = "Allow"
    Principal = { Service = "s3.amazonaws.com" }
    Action    = "sns:Publish"
    Resource  = "*"
  }]
}

data "aws_iam_policy_document" "base" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = [local.service]
    }
  }
}

data "aws_iam_policy_document" "whole" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
}

# tfvars, variable, local, document, document, module argument, resource argument.
module "topic" {
  source = "./topic"
  policy = data.aws_iam_policy_document.whole.json
}

# Local, local, resource argument.
resource "aws_sns_topic_policy" "local" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:local"
  policy = local.bare
}

# Output of a module.
module "out" {
  source = "./out"
}

resource "aws_sns_topic_policy" "output" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:output"
  policy = module.out.policy
}

# A file; nothing refers to anything.
resource "aws_sns_topic_policy" "file" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:file"
  policy = file("${path.module}/policy.json")
}

# A template with a value from a local.
resource "aws_sns_topic_policy" "template" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:template"
  policy = templatefile("${path.module}/policy.tftpl", { service = local.service })
}

# Put together from parts, in the resource itself.
resource "aws_sns_topic_policy" "parts" {
  arn = "arn:aws:sns:eu-west-1:111122223333:parts"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.${var.region}.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

# A guard whose value comes from elsewhere.
resource "aws_sns_topic_policy" "guard" {
  arn = "arn:aws:sns:eu-west-1:111122223333:guard"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = var.accounts } }
    }]
  })
}

# Written in place: there is no way to tell.
resource "aws_sns_topic_policy" "in_place" {
  arn = "arn:aws:sns:eu-west-1:111122223333:in-place"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }]
  })
}

# A permission, and an identity's rights.
resource "aws_lambda_permission" "argument" {
  function_name = "f"
  action        = "lambda:InvokeFunction"
  principal     = local.service
}

locals {
  everything = "*"
  rights     = jsonencode({ Statement = [{ Effect = "Allow", Action = local.everything, Resource = "*" }] })
}

resource "aws_iam_role" "role" {
  name = "role"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "rights" {
  role   = aws_iam_role.role.name
  policy = local.rights
}

locals {
  admin = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role_policy_attachment" "managed" {
  role       = aws_iam_role.role.name
  policy_arn = local.admin
}
