variable "partner" {
  default = "111122223333"
}

resource "aws_iam_role" "partner" {
  name = "other"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.partner}:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}
