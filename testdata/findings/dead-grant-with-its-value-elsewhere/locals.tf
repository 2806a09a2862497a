locals {
  org = "o-exampleorg1"
}
