# One finding for the URL and its permission.
resource "aws_lambda_function" "hook" {
  function_name = "hook"
}

resource "aws_lambda_function_url" "hook" {
  function_name      = aws_lambda_function.hook.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "hook" {
  function_name          = aws_lambda_function.hook.function_name
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}

# A permission without a URL in this code.
resource "aws_lambda_permission" "other" {
  function_name          = "other"
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}

# Nobody knows whether it is public, or who may reach it.
variable "is_public" {}

variable "group" {}

resource "aws_db_instance" "perhaps" {
  publicly_accessible = var.is_public
}

resource "aws_db_instance" "group_elsewhere" {
  publicly_accessible    = true
  vpc_security_group_ids = [var.group]
}

resource "aws_db_instance" "no_group" {
  publicly_accessible = true
}

# An object in a new bucket, and one in a bucket that turns lists off.
resource "aws_s3_bucket" "new" {
  bucket = "acme-new"
}

resource "aws_s3_object" "new" {
  bucket = aws_s3_bucket.new.id
  key    = "logo.svg"
  acl    = "public-read-write"
}

resource "aws_s3_bucket" "quiet" {
  bucket = "acme-quiet"
}

resource "aws_s3_bucket_ownership_controls" "quiet" {
  bucket = aws_s3_bucket.quiet.id
  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_object" "quiet" {
  bucket = aws_s3_bucket.quiet.id
  key    = "logo.svg"
  acl    = "public-read"
}

# Each instance of a data source is looked at, and so are filters that a dynamic block makes.
data "aws_ami" "each" {
  for_each    = toset(["a", "b"])
  most_recent = true
  filter {
    name   = "name"
    values = ["acme-${each.key}-*"]
  }
}

data "aws_ami" "made" {
  most_recent = true
  dynamic "filter" {
    for_each = { "owner-id" = "111122223333", name = "acme-*" }
    content {
      name   = filter.key
      values = [filter.value]
    }
  }
}
