locals {
  other = "tf"
}
