# Terraform sets these as they stand: everybody knows them.
resource "aws_db_instance" "weak" {
  for_each = { a = "x" }
  username = "admin"
  password = "ChangeMe123!"
}
resource "aws_rds_cluster" "example" {
  master_username = "admin"
  master_password = "Example-Vq7hG2pLm9!"
}
# Somebody changes this one by hand.
resource "aws_db_instance" "by_hand" {
  username = "admin"
  password = "ChangeMe123!"
  lifecycle { ignore_changes = [password] }
}
# Tools fill these in before anything is deployed.
resource "aws_db_instance" "tool" {
  username = "admin"
  password = "{{ db_password_example }}"
}
resource "aws_db_instance" "marks" {
  username = "admin"
  password = "__CHANGE_ME__"
}
resource "aws_db_instance" "angle" {
  username = "admin"
  password = "<change me please>"
}
# A default that says so is there to be given otherwise.
variable "password" { default = "ChangeMe123!" }
resource "aws_db_instance" "input" {
  username = "admin"
  password = var.password
}
# RDS takes no password as short as that.
resource "aws_db_instance" "short" {
  username = "admin"
  password = "dummy"
}
# The secret of an identity provider is not one of AWS's.
resource "aws_cognito_identity_provider" "google" {
  user_pool_id     = "eu-west-1_x"
  provider_name    = "Google"
  provider_type    = "Google"
  provider_details = { client_id = "x", client_secret = "replace-me-later", authorize_scopes = "email" }
}
