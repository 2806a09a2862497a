variable "on" {
  default = false
}
variable "user_ip" {}
module "m" {
  source  = "./m"
  count   = var.on ? 1 : 0
  user_ip = var.user_ip
  user    = "arn:aws:iam::111122223333:user/me"
}
