resource "aws_securitylake_subscriber" "with_its_id" {
  subscriber_name = "x"
  access_type     = "S3"
  subscriber_identity {
    external_id = "7f3e9a-41"
    principal   = "999988887777"
  }
}
resource "aws_securitylake_custom_log_source" "with_its_id" {
  source_name = "x"
  configuration {
    crawler_configuration { role_arn = "arn:aws:iam::111122223333:role/x" }
    provider_identity {
      external_id = "7f3e9a-41"
      principal   = "999988887777"
    }
  }
}
