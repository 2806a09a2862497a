variable "open" { type = bool }

locals {
  by_stage = { dev = true, prod = false }[terraform.workspace]
}

resource "aws_sns_topic" "by_file" {
  name = "by-file"
}

resource "aws_sns_topic_policy" "by_file" {
  count  = var.open ? 1 : 0
  arn    = aws_sns_topic.by_file.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = aws_sns_topic.by_file.arn }] })
}

module "by_workspace" {
  source = "./m"
  count  = terraform.workspace == "dev" ? 1 : 0
  name   = "by-workspace"
}

module "by_stage" {
  source = "./m"
  count  = local.by_stage ? 1 : 0
  name   = "by-stage"
}
