# Calls with `count = 0`, and with an argument that does no harm: what they call is judged all the same.
module "never" {
  source = "../only-off"
  count  = 0
}

module "harmless" {
  source    = "../prod"
  principal = "arn:aws:iam::111122223333:root"
}

module "shared" {
  source    = "../shared"
  principal = "arn:aws:iam::111122223333:root"
}
