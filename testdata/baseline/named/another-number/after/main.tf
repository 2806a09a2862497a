provider "aws" {
  region = "us-east-1"
  assume_role { role_arn = "arn:aws:iam::111122223333:role/deploy" }
}
locals { env = "dev" }
resource "aws_s3_bucket" "each" {
  for_each = toset(["dev", "prod"])
  bucket   = "acme-${each.key}"
}
resource "aws_s3_bucket" "counted" {
  count  = 2
  bucket = "acme-${count.index}"
}
resource "aws_s3_bucket" "single" {
  count  = 1
  bucket = "acme-single"
}
module "dev" {
  source = "./m"
  name   = "m-dev"
}
module "prod" {
  source = "./m"
  name   = "m-prod"
}
module "each" {
  for_each = toset(["dev", "prod"])
  source   = "./m"
  name     = "each-${each.key}"
}
module "registry" {
  source = "terraform-aws-modules/secrets-manager/aws"
}
data "aws_secretsmanager_secret" "s" { name = "dev" }
data "aws_secretsmanager_secret" "each" {
  for_each = toset(["dev", "prod"])
  arn      = "arn:aws:secretsmanager:us-east-1:111122223333:secret:${each.key}-abcdef"
}
data "terraform_remote_state" "net" {
  backend = "s3"
  config  = { bucket = "state", key = "net" }
}
resource "aws_s3_bucket_policy" "keyed" {
  bucket = aws_s3_bucket.each["dev"].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "by_local" {
  bucket = aws_s3_bucket.each[local.env].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "counted" {
  bucket = aws_s3_bucket.counted[1].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "single" {
  bucket = aws_s3_bucket.single[0].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "of_module" {
  bucket = module.dev.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "of_instance" {
  bucket = module.each["dev"].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "*" }] })
}
resource "aws_secretsmanager_secret_policy" "of_registry" {
  secret_arn = module.registry.dev_arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_secretsmanager_secret_policy" "looked_up" {
  secret_arn = data.aws_secretsmanager_secret.s.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_secretsmanager_secret_policy" "looked_up_each" {
  secret_arn = data.aws_secretsmanager_secret.each["dev"].id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_secretsmanager_secret_policy" "of_state" {
  secret_arn = data.terraform_remote_state.net.outputs.dev
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "stated" {
  bucket = aws_s3_bucket.single[0].bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = data.terraform_remote_state.net.outputs.reader }, Action = "s3:GetObject", Resource = "*" },
  { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${data.terraform_remote_state.net.outputs.dev}/*" }] })
}
