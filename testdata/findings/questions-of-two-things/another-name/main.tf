# `a` is the name of the member, and a letter of `data`: the question is about the deployment and not about the member.
data "external" "flag" {
  program = ["./flag"]
}
variable "accounts" {
  type = list(string)
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = concat(["arn:aws:iam::111122223333:root"], [for a in var.accounts : "*" if data.external.flag.result.on == "yes"]) }
    }]
  })
}
