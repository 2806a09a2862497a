resource "aws_s3_bucket_policy" "account" {
  bucket = "logs-account"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-account/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-account/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          StringEquals = { "aws:SourceAccount" = "111122223333" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "account_if_there" {
  bucket = "logs-account-if-there"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-account-if-there/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-account-if-there/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          StringEqualsIfExists = { "aws:SourceAccount" = "111122223333" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "every_trail" {
  bucket = "logs-every-trail"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-every-trail/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-every-trail/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:*:111122223333:trail/*" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "any_source" {
  bucket = "logs-any-source"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-any-source/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-any-source/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          Null = { "aws:SourceAccount" = "false" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "spared" {
  bucket = "logs-spared"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-spared/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-spared/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          StringNotEquals = { "aws:SourceAccount" = "111122223333" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "another_account" {
  bucket = "logs-another-account"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-another-account/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-another-account/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          StringEquals = { "aws:SourceAccount" = "444455556666" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "one_trail" {
  bucket = "logs-one-trail"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-one-trail/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-one-trail/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          ArnLike = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/old" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "another_service" {
  bucket = "logs-another-service"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-another-service/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-another-service/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          ArnLike = { "aws:SourceArn" = "arn:aws:config:*:111122223333:*" }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_policy" "without_source" {
  bucket = "logs-without-source"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-without-source/AWSLogs/111122223333/*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::logs-without-source/*"
        Condition = {
          NotIpAddress = { "aws:SourceIp" = "203.0.113.0/24" }
          Null = { "aws:SourceAccount" = "true" }
        }
      },
    ]
  })
}
