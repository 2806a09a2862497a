resource "aws_s3_object_copy" "logo" {
  bucket = "acme-web"
  key    = "logo.svg"
  source = "acme-art/logo.svg"
  acl    = «"authenticated-read"»
}
