# deputylint: ignore[x] 1 a whole one
resource "t" "a" {
  a = 1
}
# deputylint: ignore[x] 2 what cannot be read
resource "t" "b" {
  a = = 1
}
resource "t" "c" {
  # deputylint: ignore[x] 3 beside it
  a = 1
}
