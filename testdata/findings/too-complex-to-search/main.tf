# Ways to match crossing wildcards are more than are looked at: the statement is lost input, and the policies beside it are judged.
resource "aws_sqs_queue_policy" "few" {
  queue_url = "x"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::a*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*a*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*b*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*c*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*d*" } }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "many" {
  queue_url = "x"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::a*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*b?b*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*c?c*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*d?d*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*e?e*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*f?f*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*g?g*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*h?h*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*i?i*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*j?j*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*k?k*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*l?l*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::*m?m*" } }
      },
      {
        Effect    = "Deny"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::a*" } }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "plain" {
  queue_url = "x"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceArn" = "arn:aws:s3:::b*" } }
      },
    ]
  })
}
