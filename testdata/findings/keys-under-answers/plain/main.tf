locals {
  key = { dev = "aws:SourceAccount", prod = "aws:ResourceAccount" }[terraform.workspace]
}
resource "aws_sqs_queue" "q" {
  name = "q"
  policy = jsonencode({Statement=[{Effect="Allow",Principal={Service="sns.amazonaws.com"},Action="sqs:SendMessage",Resource="*",Condition={StringEquals={"${local.key}"="111122223333"}}}]})
}
