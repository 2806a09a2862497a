variable "name" {}
variable "idp" {}
resource "aws_iam_role" "r" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = var.idp }
      Action    = "sts:AssumeRoleWithWebIdentity"
    }]
  })
}
