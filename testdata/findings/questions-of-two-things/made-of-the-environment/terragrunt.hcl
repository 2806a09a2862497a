# Two inputs are made of one call, and are two things.
terraform {
  source = "./m"
}
inputs = {
  public = get_env("STAGE") == "dev"
  guard  = get_env("STAGE") == "prod"
}
