variable "name" {}
resource "aws_s3_bucket" "b" { bucket = "acme-${var.name}" }
output "bucket" { value = aws_s3_bucket.b.bucket }
output "other" { value = "acme-other" }
