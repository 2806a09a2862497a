terraform {
  source = "../m${length([for a in range(1000) : [for b in range(1000) : [a, b, a]]])}"
}
