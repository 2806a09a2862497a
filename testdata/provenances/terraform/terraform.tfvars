service = "s3.amazonaws.com"
