{"Version": "2012-10-17", "Statement": [{
  "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
  "Action": "s3:PutObject", "Resource": "arn:aws:s3:::trail-${suffix}/*",
  "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}}]}
