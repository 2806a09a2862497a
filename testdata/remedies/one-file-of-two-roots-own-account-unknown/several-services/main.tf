# A condition is for every service of the statement, wherever its calls come from.
data "aws_region" "current" {}
data "aws_partition" "current" {}

resource "aws_kms_key" "regions" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = ["logs.us-east-1.amazonaws.com", "logs.eu-west-1.amazonaws.com"] }
      Action    = ["kms:Encrypt*", "kms:Decrypt*"]
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "services" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["logs.us-east-1.amazonaws.com", "sns.amazonaws.com"] }
        Action    = ["kms:Encrypt*", "kms:Decrypt*"]
        Resource  = "*"
      }
    ]
  })
}

resource "aws_kms_key" "here" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.${data.aws_region.current.region}.amazonaws.com" }
      Action    = ["kms:Encrypt*", "kms:Decrypt*"]
      Resource  = "*"
    }]
  })
}

variable "region" {
  type = string
}

resource "aws_kms_key" "elsewhere" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.${var.region}.amazonaws.com" }
      Action    = ["kms:Encrypt*", "kms:Decrypt*"]
      Resource  = "*"
    }]
  })
}
