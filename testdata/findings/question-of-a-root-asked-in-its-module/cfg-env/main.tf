data "aws_ssm_parameter" "env" {
  name = "env"
}
module "m" {
  source     = "./mod"
  env        = data.aws_ssm_parameter.env.value
  caller_arn = data.aws_ssm_parameter.env.value == "development" ? "*" : "arn:aws:iam::111122223333:role/caller"
}
