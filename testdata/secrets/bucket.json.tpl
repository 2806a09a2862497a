{
  "password": "«Planted-template-44»",
  "Statement": [
    { "Effect": "Allow", "Principal": { "Service": "cloudtrail.amazonaws.com" }, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::${bucket}/*" },
    { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEquals": { "aws:Referer": "https://app:«Planted-template-45»@host" } } }
  ]
}
