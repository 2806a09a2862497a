resource "aws_security_group" "waf" {
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "waf" {
  name               = "waf"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "waf" {
  role   = aws_iam_role.waf.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:Get*", "s3:List*"], Resource = "*", Condition = { StringEquals = { "aws:SourceVpce" = "vpce-0123456789abcdef0" } } }] })
}
resource "aws_iam_instance_profile" "waf" { role = aws_iam_role.waf.name }
resource "aws_instance" "waf" {
  ami                         = "ami-1"
  instance_type               = "m5.large"
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.waf.id]
  iam_instance_profile        = aws_iam_instance_profile.waf.name

  metadata_options {
    http_tokens = "optional"
  }
}
resource "aws_s3_bucket" "cards" { bucket = "cards-x" }



