variable "conditions" {
  type = list(object({ test = string, variable = string, values = list(string) }))
}

variable "more" {
  type    = list(string)
  default = []
}

data "aws_iam_policy_document" "given" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    dynamic "condition" {
      for_each = var.conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}

data "aws_iam_policy_document" "empty" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    dynamic "condition" {
      for_each = var.more
      content {
        test     = "StringEquals"
        variable = "token.actions.githubusercontent.com:sub"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_iam_role" "given" {
  assume_role_policy = data.aws_iam_policy_document.given.json
}

resource "aws_iam_role" "empty" {
  assume_role_policy = data.aws_iam_policy_document.empty.json
}
