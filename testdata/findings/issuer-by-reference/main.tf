resource "aws_eks_cluster" "c" {
  name     = "c"
  role_arn = "arn:aws:iam::111122223333:role/x"
  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }
}

resource "aws_iam_openid_connect_provider" "o" {
  url            = aws_eks_cluster.c.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer = replace(aws_eks_cluster.c.identity[0].oidc[0].issuer, "https://", "")
}

resource "aws_iam_role" "every_pod" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = aws_iam_openid_connect_provider.o.arn }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "${local.issuer}:aud" = "sts.amazonaws.com" } }
  }] })
}

resource "aws_iam_role" "one_pod" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = aws_iam_openid_connect_provider.o.arn }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "${local.issuer}:sub" = "system:serviceaccount:shop:orders" } }
  }] })
}
