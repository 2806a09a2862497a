variable "services" { type = list(string) }
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sns:Publish"]
    resources = ["*"]
    principals {
      type = "Service"
      identifiers = var.services
    }
  }
}
module "sub" {
  source = "./sub"
  policy = data.aws_iam_policy_document.d.json
}
