locals {
  queue = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
}

resource "aws_sqs_queue_policy" "events" {
  queue_url = local.queue
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Several values, compared as if there were one.
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringLike = { "aws:SourceOrgPaths" = "o-exampleorg1/r-ab12/*" } }
      },
      # The wildcard is meant, and the account is named.
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:events:eu-west-1:111122223333:rule/*" } }
      },
      # Expanded it would let everybody in.
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = "*" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAcount" = "111122223333" } }
      },
    ]
  })
}

resource "aws_iam_policy" "deny" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalService" = "ec2.amazonaws.com" } } }]
  })
}

# Who comes with a token calls another action.
resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:acme/app:ref:refs/heads/main" } }
    }]
  })
}

resource "aws_iam_role" "pods" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Federated = "pods.eks.amazonaws.com" }, Action = "sts:AssumeRoleWithWebIdentity" }]
  })
}
