resource "t" "a" {
  # deputylint: ignore[x] 1 lines of Windows
  a = [
    1,
  ] # deputylint: ignore[x] 2
  b = "é😀" # deputylint: ignore[x] 3
}
# deputylint: ignore[x] 4 the last line