variable "stage" {
  type = string
}
module "topic" {
  source  = "./mod"
  stage   = var.stage
  service = var.stage == "prod" ? "cloudwatch.amazonaws.com" : "none.example.com"
}
