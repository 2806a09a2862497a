resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  security_group_id = terraform.workspace == "prod" ? "sg-0a1b2c3d" : "sg-0d3c2b1a"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_s3_bucket_public_access_block" "p" {
  bucket                  = terraform.workspace == "prod" ? "a" : "b"
  block_public_acls       = false
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}
