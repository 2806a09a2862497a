data "aws_caller_identity" "me" {}

variable "sibling" { type = string }

# Only the operator is wrong.
resource "aws_sqs_queue_policy" "if_exists" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/a"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { StringEqualsIfExists = { "aws:SourceAccount" = ["111122223333", "222233334444"] } } }] })
}

resource "aws_sqs_queue_policy" "by_reference" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { StringEqualsIfExists = { "aws:SourceAccount" = [data.aws_caller_identity.me.account_id, var.sibling] } } }] })
}

resource "aws_sqs_queue_policy" "for_all" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/c"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { "ForAllValues:StringEquals" = { "aws:SourceAccount" = "222233334444" } } }] })
}

resource "aws_sqs_queue_policy" "arn" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/d"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { ArnLikeIfExists = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:222233334444:orders" } } }] })
}

# One value is open, and the other stays.
resource "aws_sqs_queue_policy" "one_open" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/e"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { StringLike = { "aws:SourceAccount" = ["111122223333", "222233334444", "3*"] } } }] })
}

resource "aws_sqs_queue_policy" "one_open_arn" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/f"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { ArnLike = { "aws:SourceArn" = ["arn:aws:sns:*:222233334444:orders", "arn:aws:sns:*:*:bulk"] } } }] })
}

# The own account alone is named: it takes the place of the rest.
resource "aws_sqs_queue_policy" "own" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/g"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*",
    Condition = { StringLike = { "aws:SourceAccount" = [data.aws_caller_identity.me.account_id, "3*"] } } }] })
}

resource "aws_kms_key" "trails" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "kms:GenerateDataKey*", Resource = "*",
    Condition = { StringLike = { "kms:EncryptionContext:aws:cloudtrail:arn" = ["arn:aws:cloudtrail:*:222233334444:trail/*", "arn:aws:cloudtrail:*:*:trail/x"] } } }] })
}

resource "aws_iam_role" "ids" {
  name = "ids"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole",
    Condition = { StringLike = { "sts:ExternalId" = ["acme-7f3c2a", "?*"] } } }] })
}

resource "aws_iam_role" "id_if_exists" {
  name = "id-if-exists"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole",
    Condition = { StringEqualsIfExists = { "sts:ExternalId" = "acme-7f3c2a" } } }] })
}
