data "aws_elb_service_account" "here" {}

output "elb" {
  value = data.aws_elb_service_account.here.id
}
