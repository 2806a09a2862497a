resource "aws_iam_user_policy_attachment" "admin" {
  user       = "ann"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_policy_attachment" "admins" {
  name       = "admins"
  users      = ["ann", "bob"]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_access_key" "ann" {
  user = aws_iam_user.ann.name
}

resource "aws_s3_bucket" "assets" {
  bucket = "assets"
}

resource "aws_s3_object" "logo" {
  bucket = "pictures"
  key    = "logo.png"
  source = "logo.png"
  acl    = "public-read"
}

resource "aws_s3_bucket_acl" "assets" {
  bucket = "assets-of-everybody"
  acl    = "public-read"
}

resource "aws_s3_bucket_public_access_block" "assets" {
  bucket                  = aws_s3_bucket.assets.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_lambda_function_url" "hello" {
  function_name      = "hello"
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "hello" {
  function_name = "hello"
  qualifier     = "dev"
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_security_group" "jump" {
  name = "jump"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = "sg-0123456789abcdef0"
  from_port         = 22
  to_port           = 22
  ip_protocol       = "tcp"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_ami_launch_permission" "base" {
  image_id = "ami-0123456789abcdef0"
  group    = "all"
}

resource "aws_s3_access_point" "assets" {
  name   = "assets"
  bucket = "assets-of-everybody"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:GetObject", Resource = "*" }] })
}

resource "aws_s3_bucket_policy" "homes" {
  bucket = "homes"
  policy = jsonencode({ Version = "2008-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = "arn:aws:s3:::homes/$${aws:userid}/*" }] })
}

resource "aws_db_instance" "orders" {
  identifier = "orders"
  password   = "hunter2hunter2"
}

resource "aws_instance" "web" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.jump.id]
  metadata_options {
    http_tokens = "optional"
  }
}
