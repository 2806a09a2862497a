skip = true
terraform { source = "../../m" }
inputs = { who = { AWS = "*" } }
