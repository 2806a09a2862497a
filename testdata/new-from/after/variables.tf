variable "readers" {
  type    = list(string)
  default = ["*"]
}
