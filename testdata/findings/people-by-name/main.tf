resource "aws_iam_role" "operations" {
  name = "operations"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRole"
      Principal = { AWS = [
        "arn:aws:iam::999988887777:user/jane.doe",
        "arn:aws:iam::999988887777:user/staff/john.roe@example.com",
      ] }
    }]
  })
}

# The user of a service, and a role, may act for customers.
resource "aws_iam_role" "vendor" {
  name = "vendor"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::999988887777:user/k7m3-s-p2st0043" } },
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::999988887777:user/app.v2" } },
      { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::999988887777:role/jane.doe" } },
    ]
  })
}
