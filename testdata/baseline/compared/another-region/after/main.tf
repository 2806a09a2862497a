provider "aws" {
  region = "eu-west-1"
  assume_role { role_arn = "arn:aws:iam::111122223333:role/deploy" }
}

locals { public = ["web"] }
resource "aws_s3_bucket" "each" {
  for_each = toset(["web", "payroll"])
  bucket   = "acme-${each.key}"
}
resource "aws_s3_bucket_public_access_block" "each" {
  for_each                = toset(local.public)
  bucket                  = aws_s3_bucket.each[each.key].id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "each" {
  for_each = toset(local.public)
  bucket   = aws_s3_bucket.each[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.each[each.key].arn}/*" }] })
}

resource "aws_sns_topic" "each" {
  for_each = toset(["dev", "prod"])
  name     = each.key
}
resource "aws_sns_topic_policy" "one" {
  arn    = aws_sns_topic.each["dev"].arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }] })
}

resource "aws_iam_role" "counted" {
  count              = 1
  name               = "r${count.index}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "open" {
  name               = "open"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "open" {
  role   = aws_iam_role.open.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "arn:aws:s3:::acme-web/*" }] })
}

resource "aws_s3_bucket" "wide" { bucket = "acme-wide" }
resource "aws_s3_bucket_public_access_block" "wide" {
  bucket                  = aws_s3_bucket.wide.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "wide" {
  bucket = aws_s3_bucket.wide.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Deny", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-wide/public/private/*" },
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-wide/public/*" },
  ] })
}

data "aws_secretsmanager_secret" "s" { name = "dev" }
resource "aws_secretsmanager_secret_policy" "looked_up" {
  secret_arn = data.aws_secretsmanager_secret.s.arn
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
data "terraform_remote_state" "net" {
  backend = "s3"
  config  = { bucket = "state", key = "net" }
}
resource "aws_secretsmanager_secret_policy" "of_state" {
  secret_arn = data.terraform_remote_state.net.outputs.dev
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}

variable "secret" {
  default   = "arn:aws:secretsmanager:us-east-1:111122223333:secret:dev-abcdef"
  sensitive = true
}
variable "vendor" {
  default   = "464622532012"
  sensitive = true
}
resource "aws_secretsmanager_secret_policy" "hidden" {
  secret_arn = var.secret
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_iam_role" "vendor" {
  name               = "vendor"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${var.vendor}:root" }, Action = "sts:AssumeRole" }] })
}
