resource "aws_s3_bucket" "site" {
  for_each = toset(["plain", "filled-in", "written-here", "for-the-organization"])
  bucket   = "acme-${each.key}"
}
resource "aws_s3_bucket_public_access_block" "site" {
  for_each                = toset(["plain", "filled-in", "written-here"])
  bucket                  = aws_s3_bucket.site[each.key].id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}
resource "aws_s3_bucket_policy" "plain" {
  bucket = aws_s3_bucket.site["plain"].id
  policy = file("${path.module}/policies/plain.json")
}
resource "aws_s3_bucket_policy" "filled_in" {
  bucket = aws_s3_bucket.site["filled-in"].id
  policy = templatefile("${path.module}/policies/filled-in.json.tftpl", { bucket = aws_s3_bucket.site["filled-in"].arn, who = ["*"] })
}
resource "aws_s3_bucket_policy" "written_here" {
  bucket = aws_s3_bucket.site["written-here"].id
  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "s3:GetObject",
        "Resource": "${aws_s3_bucket.site["written-here"].arn}/*"
      }]
    }
  POLICY
}
resource "aws_s3_bucket_policy" "for_the_organization" {
  bucket = aws_s3_bucket.site["for-the-organization"].id
  policy = file("${path.module}/policies/organization.json")
}
