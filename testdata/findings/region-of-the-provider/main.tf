provider "aws" {
  alias  = "ew1"
  region = "eu-west-1"
}
data "aws_region" "current" {
  provider = aws.ew1
}
resource "aws_kms_key" "k" {
  provider = aws.ew1
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "logs.${data.aws_region.current.region}.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" }]
  })
}
