resource "aws_iam_user" "me" {
  name = "me"
}
module "m" {
  source   = "./m"
  for_each = {}
  user_ip  = "192.0.2.7"
  user     = "arn:aws:iam::${each.value}:root"
}
module "n" {
  source   = "./n"
  for_each = toset([])
  user     = "arn:aws:iam::111122223333:root"
}
