variable "value" {
  sensitive = true
}
output "out" {
  value     = var.value
  sensitive = true
}
