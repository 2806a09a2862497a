# Of these KMS and SQS take no call from another account, whatever the policy says.
resource "aws_kms_key" "managed" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = "*", Action = ["kms:CreateAlias", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy"], Resource = "*" },
  ] })
}

resource "aws_kms_key" "used" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = "*", Action = ["kms:CreateAlias", "kms:CreateGrant"], Resource = "*" },
  ] })
}

resource "aws_sqs_queue" "managed" {
  name   = "managed"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = ["sqs:SetQueueAttributes", "sqs:DeleteQueue"], Resource = "*" }] })
}

resource "aws_sqs_queue" "used" {
  name   = "used"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = ["sqs:SetQueueAttributes", "sqs:SendMessage"], Resource = "*" }] })
}

# What these kinds do with a policy for everybody is no public access, but worth a word.
resource "aws_dynamodb_resource_policy" "t" {
  resource_arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/t"
  policy       = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "dynamodb:GetItem", Resource = "*" }] })
}

resource "aws_s3_bucket_policy" "directory" {
  bucket = "acme--euw1-az1--x-s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3express:CreateSession", Resource = "*" }] })
}

resource "aws_vpclattice_auth_policy" "a" {
  resource_identifier = "svc-0123"
  policy              = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "vpc-lattice-svcs:Invoke", Resource = "*" }] })
}
