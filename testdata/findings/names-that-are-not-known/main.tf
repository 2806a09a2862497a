module "store" {
  source = "terraform-aws-modules/s3-bucket/aws"
}

module "other" {
  source = "terraform-aws-modules/s3-bucket/aws"
}

resource "aws_s3_bucket_acl" "site" {
  bucket = module.store.public_id
  acl    = "public-read"
}

# Another bucket: what is read of the module is another thing.
resource "aws_s3_bucket_public_access_block" "private" {
  bucket                  = module.store.private_id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

# Another bucket: it is read of another call.
resource "aws_s3_bucket_public_access_block" "other" {
  bucket                  = module.other.public_id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

data "terraform_remote_state" "net" {
  backend = "s3"
  config  = {}
}

resource "aws_security_group_rule" "ssh" {
  security_group_id = data.terraform_remote_state.net.outputs.a
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "rdp" {
  security_group_id = data.terraform_remote_state.net.outputs.b
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_blocks       = ["0.0.0.0/0"]
}
