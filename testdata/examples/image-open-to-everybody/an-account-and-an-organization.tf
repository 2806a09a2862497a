resource "aws_ami_launch_permission" "sister" {
  image_id   = "ami-0a1b2c3d4e5f60718"
  account_id = "222233334444"
}
resource "aws_ami_launch_permission" "all_of_ours" {
  image_id         = "ami-0a1b2c3d4e5f60718"
  organization_arn = "arn:aws:organizations::111122223333:organization/o-exampleorg1"
}
