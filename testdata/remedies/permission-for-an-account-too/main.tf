module "a" {
  source    = "./m"
  fn        = "f"
  principal = "s3.amazonaws.com"
}
module "b" {
  source    = "./m"
  fn        = "g"
  principal = "111122223333"
}
module "c" {
  source    = "./m"
  fn        = "h"
  principal = "elasticloadbalancing.amazonaws.com"
}
