variable "given" {}

resource "aws_iam_openid_connect_provider" "made" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}

output "made" {
  value = aws_iam_openid_connect_provider.made
}

output "given" {
  value = var.given.url
}
