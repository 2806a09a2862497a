resource "aws_s3_bucket_policy" "p_dln_01a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "aws:VpceAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_01b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "aws:VpceAccount" = "111122223333"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_02a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEqualsIfExists" = {
            "aws:VpceOrgID" = "o-exampleorg1"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_02b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEqualsIfExists" = {
            "aws:VpceOrgID" = "o-exampleorg1"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_03a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "ForAllValues:StringNotLike" = {
            "aws:VpceOrgPaths" = ["o-exampleorg1/*"]
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_03b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "ForAllValues:StringNotLike" = {
            "aws:VpceOrgPaths" = ["o-exampleorg1/*"]
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_04a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "ArnNotLike" = {
            "aws:SourceVpcArn" = "arn:aws:ec2:*:111122223333:vpc/*"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_04b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "ArnNotLike" = {
            "aws:SourceVpcArn" = "arn:aws:ec2:*:111122223333:vpc/*"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_05a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "aws:PrincipalTag/team" = "ops"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_05b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "aws:PrincipalTag/team" = "ops"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_06a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotLike" = {
            "aws:username" = "ops-*"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_06b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotLike" = {
            "aws:username" = "ops-*"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_07a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "aws:SourceIdentity" = "alice"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_07b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "aws:SourceIdentity" = "alice"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_08a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "s3:DataAccessPointAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_dln_08b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
      {
        "Effect" = "Deny"
        "Principal" = "*"
        "Action" = "s3:*"
        "Resource" = ["arn:aws:s3:::example-b", "arn:aws:s3:::example-b/*"]
        "Condition" = {
          "StringNotEquals" = {
            "s3:DataAccessPointAccount" = "111122223333"
          }
          "BoolIfExists" = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}
