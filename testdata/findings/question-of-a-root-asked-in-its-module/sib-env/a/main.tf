variable "env" {
  type = string
}
output "policy" {
  value = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = var.env == "dev" ? "*" : "arn:aws:iam::111122223333:role/x" }, Action = "sns:Publish", Resource = "*" }] })
}
