inputs = { who = { AWS = "*" } }
