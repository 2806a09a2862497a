variable "secret" {
  type = string
}

resource "aws_iam_role_policy" "p" {
  role   = "x"
  policy = templatefile("p.json.tpl", { secret = var.secret == null ? "" : var.secret })
}
