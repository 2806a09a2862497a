variable "region" {}
variable "suffix" {}
data "aws_partition" "p" {}
resource "aws_kms_key" "a" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "logs.${var.region}.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_kms_key" "b" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "logs.${data.aws_partition.p.dns_suffix}" }, Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_kms_key" "c" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "logs.${var.region}.${data.aws_partition.p.dns_suffix}" }, Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_kms_key" "d" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "logs.${var.suffix}" }, Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_kms_key" "e" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "${var.suffix}.amazonaws.com" }, Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_kms_key" "f" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = ["logs.${lookup({}, var.region)}.amazonaws.com", "delivery.logs.${var.region}.amazonaws.com"] }, Action = "kms:Decrypt", Resource = "*" }] })
}
