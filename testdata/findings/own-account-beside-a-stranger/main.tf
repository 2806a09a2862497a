resource "aws_iam_role" "shared" {
  name = "shared"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["111122223333", "444455556666"] }
      Action    = "sts:AssumeRole"
    }]
  })
}
