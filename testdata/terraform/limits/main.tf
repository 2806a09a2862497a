resource "aws_sns_topic" "many" {
  count = 1e9
  name  = "x${count.index}"
}
locals {
  range   = range(1e9)
  product = length(setproduct(range(1000), range(1000)))
  d0      = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  d1      = join("", [for x in range(64) : local.d0])
  d2      = join("", [for x in range(64) : local.d1])
  d3      = join("", [for x in range(64) : local.d2])
  unclear = frobnicate(1)
  magic   = provider::acme::magic("x")
  badregex = regex("([a-z", "abc")
}
output "length" {
  value = [length(local.d1), length(local.d2)]
}
