variable "admin_env_json" {
  type      = string
  sensitive = true
  default   = "c3RhZ2luZ29ubHkK" # base64 of "stagingonly"
}
variable "other_json" {
  type      = string
  sensitive = true
  default   = "stagingonly"
}
variable "empty64_json" {
  type      = string
  sensitive = true
  default   = "cGxhY2Vob2xkZXI=" # base64 of "placeholder"
}
variable "api_json" {
  type      = string
  sensitive = true
  default   = "e30=" # base64 of "{}"
}
variable "admin_json" {
  type      = string
  sensitive = true
  default   = "«eyJwYXNzd29yZCI6Imh1bnRlci00Mi1rZXN0cmVsIn0=»" # base64 of an object with a password
}
