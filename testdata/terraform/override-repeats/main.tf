resource "x" "each_to_count" {
  for_each = toset(["a"])
  name     = "base"
}
resource "x" "count_to_each" {
  count = 1
}
resource "x" "same" {
  count = 1
}
output "first" { value = "first" }
output "first" { value = "last" }
