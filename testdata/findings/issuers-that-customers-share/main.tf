data "aws_iam_policy_document" "trust_oid_01a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/oidc.codefresh.io"]
    }
    condition {
      test     = "StringLike"
      variable = "oidc.codefresh.io:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_01a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_01a.json
}

data "aws_iam_policy_document" "trust_oid_01b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/oidc.codefresh.io"]
    }
    condition {
      test     = "StringLike"
      variable = "oidc.codefresh.io:sub"
      values   = ["account:645a0c5a0e1d6d3f0f6b1d2a:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "oidc.codefresh.io:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_01b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_01b.json
}

data "aws_iam_policy_document" "trust_oid_02a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/studio.datachain.ai/api"]
    }
    condition {
      test     = "StringLike"
      variable = "studio.datachain.ai/api:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_02a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_02a.json
}

data "aws_iam_policy_document" "trust_oid_02b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/studio.datachain.ai/api"]
    }
    condition {
      test     = "StringLike"
      variable = "studio.datachain.ai/api:sub"
      values   = ["credentials:acme"]
    }
    condition {
      test     = "StringEquals"
      variable = "studio.datachain.ai/api:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_02b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_02b.json
}

data "aws_iam_policy_document" "trust_oid_03a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/oidc-configuration.audit-log.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "oidc-configuration.audit-log.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_03a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_03a.json
}

data "aws_iam_policy_document" "trust_oid_03b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/oidc-configuration.audit-log.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "oidc-configuration.audit-log.githubusercontent.com:sub"
      values   = ["https://github.com/acme"]
    }
    condition {
      test     = "StringEquals"
      variable = "oidc-configuration.audit-log.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_03b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_03b.json
}

data "aws_iam_policy_document" "trust_oid_04a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/vstoken.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "vstoken.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_04a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_04a.json
}

data "aws_iam_policy_document" "trust_oid_04b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/vstoken.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "vstoken.actions.githubusercontent.com:sub"
      values   = ["repo:acme/app:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "vstoken.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_04b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_04b.json
}

data "aws_iam_policy_document" "trust_oid_05a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/scalr.io"]
    }
    condition {
      test     = "StringLike"
      variable = "scalr.io:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_05a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_05a.json
}

data "aws_iam_policy_document" "trust_oid_05b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/scalr.io"]
    }
    condition {
      test     = "StringLike"
      variable = "scalr.io:sub"
      values   = ["account:acme:environment:prod"]
    }
    condition {
      test     = "StringEquals"
      variable = "scalr.io:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_05b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_05b.json
}

data "aws_iam_policy_document" "trust_oid_06a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/tokens.cloud.shisho.dev"]
    }
    condition {
      test     = "StringLike"
      variable = "tokens.cloud.shisho.dev:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_06a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_06a.json
}

data "aws_iam_policy_document" "trust_oid_06b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/tokens.cloud.shisho.dev"]
    }
    condition {
      test     = "StringLike"
      variable = "tokens.cloud.shisho.dev:sub"
      values   = ["job:acme:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "tokens.cloud.shisho.dev:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_06b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_06b.json
}

data "aws_iam_policy_document" "trust_oid_07a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/proidc.upbound.io"]
    }
    condition {
      test     = "StringLike"
      variable = "proidc.upbound.io:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_07a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_07a.json
}

data "aws_iam_policy_document" "trust_oid_07b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/proidc.upbound.io"]
    }
    condition {
      test     = "StringLike"
      variable = "proidc.upbound.io:sub"
      values   = ["mcp:acme/prod:provider:provider-aws"]
    }
    condition {
      test     = "StringEquals"
      variable = "proidc.upbound.io:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "r_oid_07b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_07b.json
}

data "aws_iam_policy_document" "trust_oid_08a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc"]
    }
    condition {
      test     = "StringLike"
      variable = "api.pulumi.com/oidc:sub"
      values   = ["*"]
    }
  }
}

resource "aws_iam_role" "r_oid_08a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_08a.json
}

data "aws_iam_policy_document" "trust_oid_08b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc"]
    }
    condition {
      test     = "StringLike"
      variable = "api.pulumi.com/oidc:aud"
      values   = ["aws:acme"]
    }
  }
}

resource "aws_iam_role" "r_oid_08b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_08b.json
}

data "aws_iam_policy_document" "trust_oid_09a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/sandboxes.cloud"]
    }
    condition {
      test     = "StringLike"
      variable = "sandboxes.cloud:sub"
      values   = ["*"]
    }
  }
}

resource "aws_iam_role" "r_oid_09a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_09a.json
}

data "aws_iam_policy_document" "trust_oid_09b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/sandboxes.cloud"]
    }
    condition {
      test     = "StringLike"
      variable = "sandboxes.cloud:aud"
      values   = ["acme"]
    }
  }
}

resource "aws_iam_role" "r_oid_09b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_09b.json
}

data "aws_iam_policy_document" "trust_oid_10a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/oidc.vercel.com"]
    }
    condition {
      test     = "StringLike"
      variable = "oidc.vercel.com:sub"
      values   = ["*"]
    }
  }
}

resource "aws_iam_role" "r_oid_10a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_10a.json
}

data "aws_iam_policy_document" "trust_oid_10b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/oidc.vercel.com"]
    }
    condition {
      test     = "StringLike"
      variable = "oidc.vercel.com:aud"
      values   = ["https://vercel.com/acme"]
    }
  }
}

resource "aws_iam_role" "r_oid_10b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_10b.json
}

data "aws_iam_policy_document" "trust_oid_11a" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"]
    }
    condition {
      test     = "StringLike"
      variable = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d:aud"
      values   = ["api://1462b192-27f7-4cb9-8523-0f4ecb54b47e"]
    }
  }
}

resource "aws_iam_role" "r_oid_11a" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_11a.json
}

data "aws_iam_policy_document" "trust_oid_11b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d"]
    }
    condition {
      test     = "StringLike"
      variable = "sts:RoleSessionName"
      values   = ["MicrosoftSentinel_11111111-2222-3333-4444-555555555555"]
    }
  }
}

resource "aws_iam_role" "r_oid_11b" {
  assume_role_policy = data.aws_iam_policy_document.trust_oid_11b.json
}
