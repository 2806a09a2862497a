output "x" {
  value = "installed"
}
