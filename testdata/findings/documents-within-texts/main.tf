variable "wide" {
  type = bool
}
variable "account" {
  type = string
}
resource "aws_ssm_parameter" "object" {
  name = "policy"
  type = "String"
  value = jsonencode({ bucket = "example", policy = { Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-0/*" },
  ] } })
}
resource "aws_lambda_invocation" "maker" {
  function_name = "maker"
  input = jsonencode({ policies = { logs = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "{bucket_arn}/*" },
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = "{bucket_arn}/*", Condition = { StringEquals = { "aws:SourceAccount" = var.account } } },
  ] }) } })
}
module "elsewhere" {
  source = "git::https://example.com/m.git"
  config = jsonencode({ policy = { Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-2/*" },
  ] } })
  yaml = yamlencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-3/*" },
  ] })
  template = <<-EOT
    Resources:
      Policy:
        Type: AWS::SNS::TopicPolicy
        Properties:
          PolicyDocument:
            Statement:
              - Effect: Allow
                Principal: {Service: cloudwatch.amazonaws.com}
                Action: sns:Publish
                Resource: !Ref Topic
                Condition: {StringEquals: {"aws:SourceAccount": "${var.account}"}}
              - Effect: Allow
                Principal: {Service: events.amazonaws.com}
                Action: sns:Publish
                Resource: !Ref Topic
  EOT
  event = jsonencode({ Records = [{ policy = { Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-4/*" },
  ] } }] })
}
output "chosen" {
  value = var.wide ? jsonencode({ policy = { Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example-5/*" },
  ] } }) : "{}"
}
resource "aws_cloudformation_stack" "deployed" {
  name = "deployed"
  template_body = jsonencode({ Resources = { Policy = { Type = "AWS::SNS::TopicPolicy", Properties = { Topics = ["arn:aws:sns:eu-west-1:111122223333:t"], PolicyDocument = { Statement = [
    { Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sns:Publish", Resource = "*" },
  ] } } } } })
}
resource "aws_s3_bucket_policy" "judged_once" {
  bucket = "example"
  policy = jsonencode(local.logs)
}
resource "aws_ssm_parameter" "copy" {
  name  = "copy"
  type  = "String"
  value = jsonencode({ policy = local.logs })
}
locals {
  logs = { Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "logging.s3.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::example/*" },
  ] }
}
