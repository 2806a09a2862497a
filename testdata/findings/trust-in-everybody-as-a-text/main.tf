resource "aws_iam_role" "text" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role" "in_a_list" {
  assume_role_policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::111122223333:role/ci", "*"]},
        "Action": ["sts:AssumeRole", "sts:TagSession"]
      }
    }
  EOF
}
resource "aws_iam_role" "organization" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-exampleorg1" } }
    }]
  })
}
