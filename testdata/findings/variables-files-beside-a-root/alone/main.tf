variable "partner" {
  default = "888877776666"
}

resource "aws_iam_role" "partner" {
  name = "alone"
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.partner}:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}
