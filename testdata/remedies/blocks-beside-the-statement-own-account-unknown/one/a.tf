locals {
  name = "q"
}
