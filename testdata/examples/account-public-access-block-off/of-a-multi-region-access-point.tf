resource "aws_s3control_multi_region_access_point" "m" {
  details {
    name = "m"
    region {
      bucket = "example-b"
    }
    public_access_block {
      block_public_policy     = «false»
      restrict_public_buckets = false
    }
  }
}

# Everything is on by itself.
resource "aws_s3control_multi_region_access_point" "n" {
  details {
    name = "n"
    region {
      bucket = "example-b"
    }
  }
}
