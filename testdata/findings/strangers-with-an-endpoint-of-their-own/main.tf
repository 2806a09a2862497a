resource "aws_s3_bucket_policy" "p_key_01a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "s3:GetObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringLike" = {
            "s3:DataAccessPointArn" = "arn:aws:s3:eu-west-1:*:accesspoint/*"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_key_01b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "s3:GetObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "s3:DataAccessPointAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_key_02a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "s3:GetObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringLike" = {
            "s3:DataAccessPointAccount" = "*"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_key_02b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "s3:GetObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "ArnLike" = {
            "s3:DataAccessPointArn" = "arn:aws:s3:*:111122223333:accesspoint/*"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_key_21a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "s3:GetObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringLike" = {
            "aws:VpceAccount" = "*"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_key_21b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "s3:GetObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:VpceAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_vpclattice_auth_policy" "p_key_10a" {
  resource_identifier = "svc-0123456789abcdef0"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "vpc-lattice-svcs:Invoke"
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "vpc-lattice-svcs:RequestMethod" = "GET"
          }
        }
      },
    ]
  })
}

resource "aws_vpclattice_auth_policy" "p_key_10b" {
  resource_identifier = "svc-0123456789abcdef0"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "vpc-lattice-svcs:Invoke"
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "vpc-lattice-svcs:SourceVpcOwnerAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "p_vpn_01a" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "sqs:SendMessage"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "sqs:*"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
        "Condition" = {
          "StringNotLike" = {
            "aws:VpceAccount" = "*"
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "p_vpn_01b" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "sqs:SendMessage"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "sqs:*"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
        "Condition" = {
          "StringNotLike" = {
            "aws:VpceAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "p_vpn_02a" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "sqs:SendMessage"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "sqs:*"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
        "Condition" = {
          "StringNotLike" = {
            "aws:VpceOrgID" = "o-*"
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "p_vpn_02b" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "sqs:SendMessage"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "sqs:*"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
        "Condition" = {
          "StringNotEqualsIfExists" = {
            "aws:VpceOrgID" = "o-exampleorg1"
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "p_vpn_03a" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "sqs:SendMessage"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "sqs:*"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
        "Condition" = {
          "Null" = {
            "aws:VpceAccount" = "true"
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "p_vpn_03b" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "sqs:SendMessage"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "sqs:*"
        "Resource" = "arn:aws:sqs:eu-west-1:111122223333:q"
        "Condition" = {
          "StringNotEquals" = {
            "aws:VpceAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_vpclattice_auth_policy" "p_lat_01b" {
  resource_identifier = "svc-0123456789abcdef0"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "vpc-lattice-svcs:Invoke"
        "Resource" = "*"
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "vpc-lattice-svcs:Invoke"
        "Resource" = "*"
        "Condition" = {
          "StringNotEquals" = {
            "vpc-lattice-svcs:SourceVpc" = ["vpc-0123456789abcdef0"]
          }
        }
      },
    ]
  })
}

resource "aws_vpclattice_auth_policy" "p_lat_02a" {
  resource_identifier = "svc-0123456789abcdef0"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "vpc-lattice-svcs:Invoke"
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "vpc-lattice-svcs:RequestMethod" = "GET"
          }
        }
      },
    ]
  })
}

resource "aws_vpclattice_auth_policy" "p_lat_02b" {
  resource_identifier = "svc-0123456789abcdef0"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "vpc-lattice-svcs:Invoke"
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "vpc-lattice-svcs:SourceVpc" = ["vpc-0123456789abcdef0"]
          }
          "StringNotEquals" = {
            "aws:PrincipalType" = "Anonymous"
          }
        }
      },
    ]
  })
}
