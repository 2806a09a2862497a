variable "secrets" { type = map(string) }
resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets
  name     = each.key
}
output "secret_arns" {
  value = { for k, v in var.secrets : k => aws_secretsmanager_secret.this[k].arn }
}
