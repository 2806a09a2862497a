# What types of the provider `awscc` set is judged as for the types of CloudFormation that they are made of.
resource "awscc_ec2_security_group" "g" {
  group_description = "g"
  security_group_ingress = [{
    ip_protocol = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_ip     = "0.0.0.0/0"
  }]
}

resource "awscc_ec2_security_group" "office" {
  group_description = "office"
  security_group_ingress = [{
    ip_protocol = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_ip     = "203.0.113.0/24"
  }]
}

resource "awscc_iam_role" "vendor" {
  role_name = "vendor"
  assume_role_policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::464622532012:root" } }]
  })
}

resource "awscc_s3_bucket" "logs" {
  bucket_name    = "acme-logs"
  access_control = "PublicRead"
  ownership_controls = {
    rules = [{ object_ownership = "ObjectWriter" }]
  }
  public_access_block_configuration = {
    block_public_acls       = false
    block_public_policy     = true
    ignore_public_acls      = false
    restrict_public_buckets = true
  }
}

resource "awscc_s3_bucket_policy" "logs" {
  bucket = awscc_s3_bucket.logs.id
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:PutObject"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Resource  = "${awscc_s3_bucket.logs.arn}/*"
    }]
  })
}

resource "awscc_lambda_permission" "s3" {
  action        = "lambda:InvokeFunction"
  function_name = "resize"
  principal     = "s3.amazonaws.com"
}
