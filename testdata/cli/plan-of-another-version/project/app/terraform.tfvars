service          = "s3.amazonaws.com"
secret_principal = "*"
ports            = [22]
