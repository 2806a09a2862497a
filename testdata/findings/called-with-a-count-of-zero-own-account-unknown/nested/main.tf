module "outer" {
  source = "./outer"
  count  = 0
  user   = "arn:aws:iam::111122223333:root"
}
