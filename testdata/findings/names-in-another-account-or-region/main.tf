# What AWS finds by a name is in the account and the Region of whoever names it, or in those that the ARN tells.
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
provider "aws" {
  alias               = "other"
  region              = "eu-west-1"
  allowed_account_ids = ["222233334444"]
}
provider "aws" {
  alias               = "us"
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}

# The template of this name is in another Region: what this instance asks for is not known.
resource "aws_instance" "region" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  launch_template { name = "in-us" }
}
resource "aws_launch_template" "region" {
  provider = aws.us
  name     = "in-us"
  metadata_options { http_tokens = "required" }
}
# The same in another account.
resource "aws_instance" "account" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  launch_template { name = "of-other" }
}
resource "aws_launch_template" "account" {
  provider = aws.other
  name     = "of-other"
  metadata_options { http_tokens = "required" }
}
# This one is where the instance is.
resource "aws_instance" "here" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  launch_template { name = "here" }
}
resource "aws_launch_template" "here" {
  name = "here"
  metadata_options { http_tokens = "optional" }
}

# The boundary that the ARN names is not the policy of that name in another account.
resource "aws_iam_role" "bounded" {
  name                 = "bounded"
  permissions_boundary = "arn:aws:iam::111122223333:policy/limit"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy_attachment" "bounded" {
  role       = aws_iam_role.bounded.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_policy" "limit" {
  provider = aws.other
  name     = "limit"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
# IAM has no Regions: this boundary is found.
resource "aws_iam_role" "held" {
  name                 = "held"
  permissions_boundary = "arn:aws:iam::111122223333:policy/held"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy_attachment" "held" {
  role       = aws_iam_role.held.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_policy" "held" {
  provider = aws.us
  name     = "held"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}

# Names of buckets are the same everywhere: the trail delivers to the bucket of the other account, which is open.
resource "aws_cloudtrail" "t" {
  name           = "t"
  s3_bucket_name = "acme-trail-logs"
}
resource "aws_s3_bucket" "logs" {
  provider = aws.other
  bucket   = "acme-trail-logs"
}
resource "aws_s3_bucket_acl" "logs" {
  provider = aws.other
  bucket   = aws_s3_bucket.logs.id
  acl      = "public-read"
}
resource "aws_s3_bucket_ownership_controls" "logs" {
  provider = aws.other
  bucket   = aws_s3_bucket.logs.id
  rule { object_ownership = "ObjectWriter" }
}
resource "aws_s3_bucket_public_access_block" "logs" {
  provider                = aws.other
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}
