locals {
  left_part   = "«Yq7Zk4pQw13»"
  right_part  = "«Lm9xTy6R13»"
  hashed_part = sha256("«Yq7Zk4pQw14»")
}
variable "nothing" { default = null }
resource "aws_db_instance" "join" {
  engine   = "postgres"
  password = join("", ["«Yq7Zk4pQw01»", "«Lm9xTy6R01»"])
}
resource "aws_db_instance" "format" {
  engine   = "postgres"
  password = format("%s%s", "«Yq7Zk4pQw02»", "«Lm9xTy6R02»")
}
resource "aws_db_instance" "nested" {
  engine   = "postgres"
  password = "«Yq7Zk4pQw03»${"«Lm9xTy6R03»"}"
}
resource "aws_db_instance" "branch" {
  engine   = "postgres"
  password = "a" == "b" ? "«Yq7Zk4pQw04»" : "«Lm9xTy6R04»"
}
resource "aws_db_instance" "hash" {
  engine   = "postgres"
  password = sha256("«Yq7Zk4pQw05»")
}
resource "aws_db_instance" "rev" {
  engine   = "postgres"
  password = strrev("«Yq7Zk4pQw06»")
}
resource "aws_db_instance" "repl" {
  engine   = "postgres"
  password = replace("«Yq7Zk4pQwxxLm9xTy6R»", "xx", "")
}
resource "aws_db_instance" "look" {
  engine   = "postgres"
  password = lookup({ prod = "«Yq7Zk4pQw07»" }, "prod", "«Yq7Zk4pQw08Lm9xTy6R»")
}
resource "aws_db_instance" "elem" {
  engine   = "postgres"
  password = element(["«Yq7Zk4pQw09»", "«Lm9xTy6R09»"], 1)
}
resource "aws_db_instance" "enc" {
  engine   = "postgres"
  password = base64encode("«Yq7Zk4pQw10»")
}
resource "aws_db_instance" "pieces" {
  engine   = "postgres"
  password = "${local.left_part}-${local.right_part}"
}
resource "aws_db_instance" "hashed" {
  engine   = "postgres"
  password = local.hashed_part
}
resource "aws_db_instance" "tried" {
  engine   = "postgres"
  password = try(var.nothing.x, "«Yq7Zk4pQw11»")
}
resource "aws_db_instance" "filled" {
  engine   = "postgres"
  password = templatefile("${path.module}/part.txt", { right = "«Lm9xTy6R12»" })
}
