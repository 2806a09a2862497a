resource "aws_s3_bucket_policy" "b" {
  policy = <<-EOF
    {"Statement": [{"Effect": "Allow"}]}
  EOF
}
