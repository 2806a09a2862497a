module "one" {
  source = "./m"
  count  = 0
  user   = "arn:aws:iam::111122223333:root"
}
module "two" {
  source = "./m"
  count  = 0
  user   = "arn:aws:iam::222233334444:root"
}
