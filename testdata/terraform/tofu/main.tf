locals {
  from = "tf"
}
