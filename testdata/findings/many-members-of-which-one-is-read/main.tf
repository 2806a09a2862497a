variable "o0" { type = bool }
variable "o1" { type = bool }
variable "o2" { type = bool }
variable "o3" { type = bool }
variable "o4" { type = bool }
variable "o5" { type = bool }
variable "o6" { type = bool }
module "s" {
  source = "./s"
  secrets = {
    "K0" : var.o0 ? "x" : "y"
    "K1" : var.o1 ? "x" : "y"
    "K2" : var.o2 ? "x" : "y"
    "K3" : var.o3 ? "x" : "y"
    "K4" : var.o4 ? "x" : "y"
    "K5" : var.o5 ? "x" : "y"
    "K6" : var.o6 ? "x" : "y"
  }
}
resource "aws_iam_role_policy" "p" {
  role   = "r"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = [module.s.secret_arns["K1"], "*"] }] })
}
