# Each Deny speaks of the subject, and yet a stranger gets through: it is for another action, principal or provider, or asks for something more that they do not meet.

resource "aws_iam_role" "other_action" {
  name               = "other_action"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Action": "sts:TagSession",
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      }
    }
  ]
}
EOT
}

resource "aws_iam_role" "other_principal" {
  name               = "other_principal"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Principal": {
        "AWS": "arn:aws:iam::111122223333:role/z"
      },
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        }
      },
      "Effect": "Deny",
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "other_provider" {
  name               = "other_provider"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"
      },
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        }
      },
      "Effect": "Deny",
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_audience" {
  name               = "and_audience"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "foo"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

# They ask for the audience themselves.
resource "aws_iam_role" "and_audience_not" {
  name               = "and_audience_not"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringNotEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_actor" {
  name               = "and_actor"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringEquals": {
          "token.actions.githubusercontent.com:actor": "bob"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_session" {
  name               = "and_session"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringEquals": {
          "sts:RoleSessionName": "bob"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_region" {
  name               = "and_region"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringEquals": {
          "aws:RequestedRegion": "eu-west-1"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_time" {
  name               = "and_time"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "DateLessThan": {
          "aws:CurrentTime": "2020-01-01T00:00:00Z"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_transport" {
  name               = "and_transport"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "Bool": {
          "aws:SecureTransport": "false"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "and_null" {
  name               = "and_null"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "Null": {
          "token.actions.githubusercontent.com:sub": "true"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

# Whoever has a name that begins so.
resource "aws_iam_role" "begins_so" {
  name               = "begins_so"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme*"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "saml" {
  name               = "saml"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:saml-provider/idp"
      },
      "Action": "sts:AssumeRoleWithSAML"
    },
    {
      "Action": "sts:TagSession",
      "Condition": {
        "StringNotEquals": {
          "SAML:aud": "https://signin.aws.amazon.com/saml"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:saml-provider/idp"
      }
    }
  ]
}
EOT
}

# These do stop everybody else.

resource "aws_iam_role" "guarded" {
  name               = "guarded"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "guarded_over_tls" {
  name               = "guarded_over_tls"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "Bool": {
          "aws:SecureTransport": "true"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "guarded_from_outside" {
  name               = "guarded_from_outside"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "NotIpAddress": {
          "aws:SourceIp": "203.0.113.0/24"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

# The Allow fixes the audience that the Deny does not spare.
resource "aws_iam_role" "guarded_by_audience" {
  name               = "guarded_by_audience"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "other"
        }
      }
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringNotEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "guarded_by_both" {
  name               = "guarded_by_both"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "foo"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        },
        "StringNotEquals": {
          "token.actions.githubusercontent.com:aud": "foo"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "guarded_by_owner" {
  name               = "guarded_by_owner"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Condition": {
        "StringNotEquals": {
          "token.actions.githubusercontent.com:repository_owner": "acme"
        }
      },
      "Effect": "Deny",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    }
  ]
}
EOT
}

resource "aws_iam_role" "guarded_by_everybody" {
  name               = "guarded_by_everybody"
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity"
    },
    {
      "Principal": "*",
      "Action": "sts:*",
      "Condition": {
        "StringNotLike": {
          "token.actions.githubusercontent.com:sub": "repo:acme/*"
        }
      },
      "Effect": "Deny"
    }
  ]
}
EOT
}
