resource "aws_db_instance" "open" {
  password = "«Planted-Broken-1»
}
locals {
  token    = "«Planted-Broken-2»" "more"
  api_keys = ["«Planted-Broken-3»" "b"]
}
