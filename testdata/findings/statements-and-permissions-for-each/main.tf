variable "actions" {
  default = { read = "secretsmanager:GetSecretValue" }
}
data "aws_iam_policy_document" "secret" {
  dynamic "statement" {
    for_each = var.actions
    content {
      sid       = statement.key
      actions   = [statement.value]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
    }
  }
}
resource "aws_secretsmanager_secret_policy" "shared" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shared-AbCdEf"
  policy     = data.aws_iam_policy_document.secret.json
}
# A module that is told no source, in two ways; one that is told; one that is not there.
module "each" {
  for_each   = toset(["events.amazonaws.com"])
  source     = "./permission"
  service    = each.key
  source_arn = null
}
module "nothing_said" {
  source  = "./permission"
  service = "sns.amazonaws.com"
}
module "told" {
  source     = "./permission"
  service    = "sns.amazonaws.com"
  source_arn = "arn:aws:sns:eu-west-1:111122223333:orders"
}
module "not_there" {
  count   = 0
  source  = "./permission"
  service = "s3.amazonaws.com"
}
