locals {
  partner = "999988887777"
}
