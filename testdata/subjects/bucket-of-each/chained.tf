resource "aws_s3_bucket" "b" {
  for_each = toset(["red", "blue"])
  bucket   = "example-${each.key}"
}

resource "aws_s3_bucket_versioning" "b" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  versioning_configuration {
    status = each.key == "red" ? "Enabled" : "Suspended"
  }
}
