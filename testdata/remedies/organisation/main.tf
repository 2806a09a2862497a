variable "organisation" {
  type = string
}

resource "aws_s3_bucket_policy" "by_path" {
  bucket = "logs-of-the-organisation"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Write"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "arn:aws:s3:::logs-of-the-organisation/AWSLogs/o-exampleorg1/*"
      },
      # That the service sends the organisation with this call, AWS does not say.
      {
        Sid       = "Look"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = "arn:aws:s3:::logs-of-the-organisation"
      },
    ]
  })
}

# The Deny tells that the whole organisation uses the bucket.
resource "aws_s3_bucket_policy" "by_deny" {
  bucket = "shared-logs"
  policy = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "config.amazonaws.com" },
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::shared-logs/*"
    },
    {
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::shared-logs/*",
      "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "${var.organisation}" } }
    }
  ]
}
POLICY
}

resource "aws_s3_bucket_policy" "of_accounts" {
  bucket = "logs-of-two"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource = [
        "arn:aws:s3:::logs-of-two/AWSLogs/111122223333/*",
        "arn:aws:s3:::logs-of-two/AWSLogs/222233334444/*",
      ]
    }]
  })
}
