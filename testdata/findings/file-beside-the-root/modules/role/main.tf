variable "trust" {}

resource "aws_iam_role" "this" {
  assume_role_policy = file(var.trust)
}
