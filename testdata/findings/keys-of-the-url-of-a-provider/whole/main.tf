variable "create" {
  type    = bool
  default = true
}

resource "aws_iam_openid_connect_provider" "one" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

resource "aws_iam_openid_connect_provider" "each" {
  for_each       = toset(["gitlab.com"])
  url            = "https://${each.key}"
  client_id_list = ["https://gitlab.com"]
}

data "aws_iam_openid_connect_provider" "looked_up" {
  url = "https://gitlab.com"
}

module "m" {
  source = "./m"
  given  = aws_iam_openid_connect_provider.one
}

locals {
  of_data  = data.aws_iam_openid_connect_provider.looked_up
  chosen   = var.create ? aws_iam_openid_connect_provider.one : data.aws_iam_openid_connect_provider.looked_up
  instance = aws_iam_openid_connect_provider.each["gitlab.com"]
  urls = {
    of_data  = local.of_data.url
    chosen   = local.chosen.url
    instance = local.instance.url
    values   = values(aws_iam_openid_connect_provider.each)[0].url
    loop     = [for provider in aws_iam_openid_connect_provider.each : provider.url][0]
    argument = module.m.given
    output   = module.m.made.url
  }
}

resource "aws_iam_role" "of_a_text" {
  for_each = local.urls
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.one.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${each.value}:sub" = "project_path:group/app:ref_type:branch:ref:main" } }
    }]
  })
}

resource "aws_iam_role" "of_each" {
  for_each = aws_iam_openid_connect_provider.each
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = each.value.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${each.value.url}:sub" = "project_path:group/app:ref_type:branch:ref:main" } }
    }]
  })
}
