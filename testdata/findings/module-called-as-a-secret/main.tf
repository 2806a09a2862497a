module "argocd" {
  source      = "./m"
  credentials = { secret_name = "argocd", private_key = "xyzzy" }
}
