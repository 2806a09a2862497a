module "gh" {
  source = "./m"
  name   = "gh"
  idp    = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
}
module "own" {
  source = "./m"
  name   = "own"
  idp    = "arn:aws:iam::111122223333:oidc-provider/idp.internal.example.com"
}
