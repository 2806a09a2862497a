variable "tokens" {
  default = "optional"
}
