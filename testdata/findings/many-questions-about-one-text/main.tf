# One question that is asked again and again has few answers.
locals {
  nested = terraform.workspace == "v0" ? "*" : terraform.workspace == "v1" ? "000000000001" : terraform.workspace == "v2" ? "000000000002" : terraform.workspace == "v3" ? "000000000003" : terraform.workspace == "v4" ? "000000000004" : terraform.workspace == "v5" ? "000000000005" : terraform.workspace == "v6" ? "000000000006" : terraform.workspace == "v7" ? "000000000007" : terraform.workspace == "v8" ? "000000000008" : terraform.workspace == "v9" ? "000000000009" : terraform.workspace == "v10" ? "000000000010" : terraform.workspace == "v11" ? "000000000011" : terraform.workspace == "v12" ? "000000000012" : terraform.workspace == "v13" ? "000000000013" : "z"
  tried  = try({ v0 = "000000000000" }[terraform.workspace], { v1 = "000000000001" }[terraform.workspace], { v2 = "000000000002" }[terraform.workspace], { v3 = "*" }[terraform.workspace], { v4 = "000000000004" }[terraform.workspace], { v5 = "000000000005" }[terraform.workspace], { v6 = "000000000006" }[terraform.workspace], { v7 = "000000000007" }[terraform.workspace], { v8 = "000000000008" }[terraform.workspace], { v9 = "000000000009" }[terraform.workspace], { v10 = "000000000010" }[terraform.workspace], { v11 = "000000000011" }[terraform.workspace], "000000000000")
}
resource "aws_sns_topic_policy" "nested" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:nested"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = local.nested } } }] })
}
resource "aws_sns_topic_policy" "tried" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:tried"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*", Condition = { StringLike = { "aws:SourceAccount" = local.tried } } }] })
}
