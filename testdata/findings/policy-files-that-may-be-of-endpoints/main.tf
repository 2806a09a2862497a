module "network" {
  source  = "app.terraform.io/acme/network/aws"
  version = "3.1.0"
  endpoint_policies = {
    "ecr.api" = data.aws_iam_policy_document.ecr.json
    "sts"     = data.aws_iam_policy_document.sts.json
  }
}

data "aws_iam_policy_document" "ecr" {
  statement {
    actions   = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "sts" {
  statement {
    actions   = ["sts:GetCallerIdentity", "sts:AssumeRole"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
