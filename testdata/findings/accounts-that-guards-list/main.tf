resource "aws_kms_key_policy" "p_lit_01a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:cloudtrail:arn" = ["arn:aws:cloudtrail:*:*:trail/*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_01b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:cloudtrail:arn" = ["arn:aws:cloudtrail:*:111122223333:trail/*", "arn:aws:cloudtrail:*:222233334444:trail/*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_02a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "logs.eu-west-1.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:logs:arn" = ["arn:aws:logs:eu-west-1:*:*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_02b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "logs.eu-west-1.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:logs:arn" = ["arn:aws:logs:eu-west-1:222233334444:*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_03a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "delivery.logs.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:SourceArn" = ["arn:aws:logs:*:*:*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_03b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "delivery.logs.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:SourceArn" = ["arn:aws:logs:eu-west-1:222233334444:*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_04a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "sns.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:sns:topicArn" = ["arn:aws:sns:eu-west-1:*:alarms"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_04b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "sns.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:sns:topicArn" = ["arn:aws:sns:eu-west-1:222233334444:alarms"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_05a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "s3.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:sqs:arn" = ["arn:aws:sqs:eu-west-1:*:uploads"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_05b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "s3.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:sqs:arn" = ["arn:aws:sqs:eu-west-1:222233334444:uploads", "arn:aws:sqs:eu-west-1:111122223333:uploads"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_06a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "bedrock.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:bedrock:arn" = ["arn:aws:bedrock:*:*:agent/*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_06b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "bedrock.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:bedrock:arn" = ["arn:aws:bedrock:eu-west-1:222233334444:agent/*"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_07a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "AWS" = "*"
        }
        "Action" = "kms:Decrypt"
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:CallerAccount" = "*"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_07b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "AWS" = "*"
        }
        "Action" = "kms:Decrypt"
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:CallerAccount" = ["111122223333", "222233334444"]
          }
        }
      },
    ]
  })
}

resource "aws_sns_topic_policy" "p_lit_08a" {
  arn = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "AWS" = "*"
        }
        "Action" = "sns:Publish"
        "Resource" = "arn:aws:sns:eu-west-1:111122223333:t"
        "Condition" = {
          "StringLike" = {
            "aws:SourceOwner" = "*"
          }
        }
      },
    ]
  })
}

resource "aws_sns_topic_policy" "p_lit_08b" {
  arn = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "AWS" = "*"
        }
        "Action" = "sns:Publish"
        "Resource" = "arn:aws:sns:eu-west-1:111122223333:t"
        "Condition" = {
          "StringLike" = {
            "aws:SourceOwner" = ["111122223333", "222233334444"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_09a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "kms:Decrypt"
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:CallerAccount" = "2222*"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_lit_09b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = "*"
        "Action" = "kms:Decrypt"
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:CallerAccount" = "222233334444"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_01a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "events.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:events:event-bus:arn" = "arn:aws:events:*:*:event-bus/*"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_01b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "events.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "ArnLike" = {
            "kms:EncryptionContext:aws:events:event-bus:arn" = "arn:aws:events:*:111122223333:event-bus/*"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_02a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "events.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:events:event-bus:arn" = "arn:aws:events:eu-west-1:*:event-bus/default"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_02b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "events.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "kms:EncryptionContext:aws:events:event-bus:arn" = "arn:aws:events:eu-west-1:111122223333:event-bus/orders"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_03a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "fargate.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"]
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "kms:EncryptionContext:aws:ecs:clusterName" = "orders"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_03b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "fargate.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"]
        "Resource" = "*"
        "Condition" = {
          "StringEquals" = {
            "kms:EncryptionContext:aws:ecs:clusterAccount" = "111122223333"
            "kms:EncryptionContext:aws:ecs:clusterName" = "orders"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_04a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "fargate.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:ecs:clusterAccount" = "*"
            "kms:EncryptionContext:aws:ecs:clusterName" = "orders"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_04b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "fargate.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:ecs:clusterAccount" = "111122223333"
            "kms:EncryptionContext:aws:ecs:clusterName" = "*"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_05a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:cloudtrail:arn" = ["arn:aws:cloudtrail:*:111122223333:trail/*", "arn:aws:cloudtrail:*:*:trail/org"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_05b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "cloudtrail.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*"]
        "Resource" = "*"
        "Condition" = {
          "StringLike" = {
            "kms:EncryptionContext:aws:cloudtrail:arn" = ["arn:aws:cloudtrail:*:111122223333:trail/*", "arn:aws:cloudtrail:*:222233334444:trail/org"]
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_06a" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "logs.eu-west-1.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "ArnEquals" = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:*:log-group:/own"
          }
        }
      },
    ]
  })
}

resource "aws_kms_key_policy" "p_ctx_06b" {
  key_id = "11112222-3333-4444-5555-666677778888"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "logs.eu-west-1.amazonaws.com"
        }
        "Action" = ["kms:GenerateDataKey*", "kms:Decrypt"]
        "Resource" = "*"
        "Condition" = {
          "ArnEquals" = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:111122223333:log-group:/own"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_cur_01a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "billingreports.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_cur_01b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "billingreports.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "aws:SourceArn" = "arn:aws:cur:us-east-1:111122223333:definition/*"
            "aws:SourceAccount" = "111122223333"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_oth_01a" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "ssm.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "s3:x-amz-acl" = "bucket-owner-full-control"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "p_oth_01b" {
  bucket = "example-b"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        "Effect" = "Allow"
        "Principal" = {
          "Service" = "ssm.amazonaws.com"
        }
        "Action" = "s3:PutObject"
        "Resource" = "arn:aws:s3:::example-b/*"
        "Condition" = {
          "StringEquals" = {
            "s3:RequestObjectTag/OrgId" = "o-exampleorg1"
            "s3:x-amz-acl" = "bucket-owner-full-control"
          }
        }
      },
    ]
  })
}

resource "awscc_cloudtrail_resource_policy" "c_cte_01b" {
  resource_arn = "arn:aws:cloudtrail:eu-west-1:111122223333:channel/11112222-3333-4444-5555-666677778888"
  resource_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::222233334444:root" }
      Action    = "cloudtrail-data:PutAuditEvents"
      Resource  = "arn:aws:cloudtrail:eu-west-1:111122223333:channel/11112222-3333-4444-5555-666677778888"
      Condition = { StringEquals = { "cloudtrail:ExternalId" = "partner-1a2b3c" } }
    }]
  })
}
