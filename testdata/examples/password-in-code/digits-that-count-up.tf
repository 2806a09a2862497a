variable "dd_api_key" {
  type    = string
  default = "1234567890"
}

provider "datadog" {
  api_key = var.dd_api_key
  app_key = "0123456789"
}
