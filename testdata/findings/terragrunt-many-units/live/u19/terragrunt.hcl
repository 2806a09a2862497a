terraform { source = "../../mod" }
inputs = { who = { AWS = "arn:aws:iam::111122223333:root" } }
