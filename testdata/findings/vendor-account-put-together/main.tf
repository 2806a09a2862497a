data "aws_partition" "p" {}
variable "vendor" {
  default = "444455556666"
}
variable "vendors" {
  default = ["444455556666", "111122223333"]
}
resource "aws_iam_role" "everybody" {
  assume_role_policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole"
      }]
    }
  EOF
}
resource "aws_iam_role" "in_a_heredoc" {
  assume_role_policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "arn:${data.aws_partition.p.partition}:iam::${var.vendor}:root"},
        "Action": "sts:AssumeRole"
      }]
    }
  EOF
}
resource "aws_iam_role" "encoded" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:${data.aws_partition.p.partition}:iam::${var.vendor}:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}
resource "aws_iam_role" "for_each_of_them" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = [for id in var.vendors : "arn:${data.aws_partition.p.partition}:iam::${id}:root"] }
      Action    = "sts:AssumeRole"
    }]
  })
}
resource "aws_iam_role" "with_an_id" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:${data.aws_partition.p.partition}:iam::${var.vendor}:root" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "acme-7f3c2a" } }
    }]
  })
}
