resource "x" "each_to_count" {
  count = 2
}
resource "x" "count_to_each" {
  for_each = toset(["k"])
}
resource "x" "same" {
  count = 3
}
