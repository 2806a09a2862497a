variable "suffix" {}
resource "template_file" "policy" {
  template = "${file("policy.json.tpl")}"
  vars {
    suffix = "${var.suffix}"
  }
}
resource "aws_s3_bucket" "b" {
  bucket = "trail-${var.suffix}"
  policy = "${template_file.policy.rendered}"
}
