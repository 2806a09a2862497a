resource "aws_s3_access_point" "web" {
  bucket = "acme-web"
  name   = "web"
}
