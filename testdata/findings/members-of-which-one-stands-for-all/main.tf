data "aws_organizations_organization" "org" {}
variable "extra" {
  type    = list(string)
  default = []
}
data "aws_iam_policy_document" "k" {
  statement {
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalArn"
      values = concat([
        for a in data.aws_organizations_organization.org.accounts : "arn:aws:iam::${a.id}:role/Provision"
        if length(regexall("^env[0-9]*$", a.name)) > 0
        ], [for id in var.extra : "arn:aws:iam::${id}:role/Provision"])
    }
  }
}
resource "aws_kms_key" "k" {
  policy = data.aws_iam_policy_document.k.json
}
