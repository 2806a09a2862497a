locals {
  x = <<E
%{ for a in range(10) }%{ for a in range(10) }%{ for a in range(10) }%{ for a in range(10) }%{ for a in range(10) }%{ for a in range(10) }%{ for a in range(10) }x%{ endfor }%{ endfor }%{ endfor }%{ endfor }%{ endfor }%{ endfor }%{ endfor }
E
}
resource "aws_sns_topic" "t" {
  name = local.x
}
resource "aws_sqs_queue" "bad" {
  name = "bad"
  policy = jsonencode({Statement=[{Effect="Allow",Principal="*",Action="sqs:SendMessage",Resource="*"}]})
}
