# What looks like a policy of AWS in a resource of another cloud is none.
resource "alicloud_ram_role" "trail" {
  name     = "trail"
  document = <<-EOF
  {"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["actiontrail.aliyuncs.com"]}}],"Version":"1"}
  EOF
}
resource "minio_s3_bucket_policy" "data" {
  bucket = "data"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::data/*" }] })
}
resource "vault_aws_secret_backend_role" "deploy" {
  backend         = "aws"
  name            = "deploy"
  credential_type = "iam_user"
  policy_document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
