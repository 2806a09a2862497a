variable "readers" {
  type    = list(string)
  default = ["arn:aws:iam::111122223333:role/reader"]
}
