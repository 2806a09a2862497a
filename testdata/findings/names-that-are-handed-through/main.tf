resource "aws_cloudformation_stack" "a" {
  name         = "a"
  template_url = "https://templates.example.com/a"
}
resource "aws_cloudformation_stack" "b" {
  name         = "b"
  template_url = "https://templates.example.com/b"
  parameters   = { Queue = aws_cloudformation_stack.a.outputs["Name"] }
}
resource "aws_sqs_queue_policy" "of_a_stack" {
  queue_url = aws_cloudformation_stack.a.outputs["Url"]
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:*:${aws_cloudformation_stack.b.outputs["Name"]}" },
  ] })
}
resource "aws_ssm_parameter" "a" {
  name = "a"
  type = "String"
}
resource "aws_ssm_parameter" "b" {
  name = "b"
  type = "String"
}
resource "aws_sqs_queue" "named" { name = aws_ssm_parameter.a.insecure_value }
resource "aws_sqs_queue_policy" "of_a_parameter" {
  queue_url = aws_sqs_queue.named.url
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:*:${aws_ssm_parameter.b.insecure_value}" },
  ] })
}
resource "aws_secretsmanager_secret" "db" { name = "db" }
resource "aws_secretsmanager_secret_policy" "without_its_six_characters" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf" },
    { Effect = "Allow", Principal = "*", Action = "secretsmanager:PutSecretValue", Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-of-another-AbCdEf" },
  ] })
}
resource "aws_redshiftserverless_namespace" "n" { namespace_name = "n" }
resource "aws_redshift_resource_policy" "of_a_namespace" {
  resource_arn = aws_redshiftserverless_namespace.n.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "redshift:AuthorizeInboundIntegration", Resource = "arn:aws:redshift-serverless:eu-west-1:111122223333:namespace/*" },
  ] })
}
