locals {
  id = "333333333333"
}
