resource "aws_eks_cluster" "main" {
  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}

resource "aws_sesv2_email_identity" "main" {
  email_identity = "example.com"
  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

# What is written is what it is, the rest is known after deployment: neither fails.
resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  security_group_id = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
  cidr_blocks       = ["0.0.0.0/0"]
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
}

resource "aws_ssm_parameter" "token" {
  name  = aws_eks_cluster.main.vpc_config[0].subnet_ids[0]
  type  = "String"
  value = aws_sesv2_email_identity.main.dkim_signing_attributes[0].tokens[0]
}
