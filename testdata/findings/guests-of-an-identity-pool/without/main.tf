resource "aws_cognito_identity_pool" "this" {
  identity_pool_name               = "p"
  allow_unauthenticated_identities = false
}
resource "aws_cognito_identity_pool_roles_attachment" "this" {
  identity_pool_id = aws_cognito_identity_pool.this.id
  roles = {
    "authenticated"   = aws_iam_role.auth.arn
    "unauthenticated" = aws_iam_role.unauth.arn
  }
}
data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.this.id]
    }
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "unauth" {
  assume_role_policy = data.aws_iam_policy_document.assume_role.json
}
resource "aws_iam_role" "auth" {
  assume_role_policy = data.aws_iam_policy_document.assume_role.json
}
