resource "aws_ecs_task_definition" "u" {
  family = "u"
  container_definitions = jsonencode([{ name = "a", image = "x", command = ["--db-password", "Tr1ckyPass99x"] }])
}
resource "aws_ecs_task_definition" "e" {
  family = "u"
  container_definitions = jsonencode([{ name = "a", image = "x", entryPoint = ["sh","-c","export DB_PASSWORD=Tr1ckyPass99x; run"] }])
}
resource "aws_ecs_task_definition" "h" {
  family = "u"
  container_definitions = jsonencode([{ name = "a", image = "x", healthCheck = { command = ["CMD-SHELL", "mysql -uroot -pTr1ckyPass99x -e 'select 1'"] } }])
}
resource "aws_codebuild_project" "c" {
  name         = "c"
  service_role = "arn:aws:iam::111122223333:role/x"
  artifacts { type = "NO_ARTIFACTS" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "x"
    type         = "LINUX_CONTAINER"
  }
  source {
    type      = "NO_SOURCE"
    buildspec = "version: 0.2\nenv:\n  variables:\n    DB_PASSWORD: Tr1ckyPass99x\nphases:\n  build:\n    commands:\n      - docker login -u bob -p Tr1ckyPass99x\n"
  }
}
resource "aws_cloudwatch_event_target" "t" {
  rule  = "r"
  arn   = "x"
  input = jsonencode({ password = "Tr1ckyPass99x" })
}
resource "aws_glue_connection" "g" {
  name                  = "g"
  connection_properties = { JDBC_CONNECTION_URL = "jdbc:mysql://h/d", USERNAME = "a", PASSWORD = "Tr1ckyPass99x" }
}
resource "aws_ssm_document" "d" {
  name          = "d"
  document_type = "Command"
  content       = jsonencode({ schemaVersion = "2.2", mainSteps = [{ action = "aws:runShellScript", name = "a", inputs = { runCommand = ["export DB_PASSWORD=Tr1ckyPass99x"] } }] })
}
resource "null_resource" "n" {
  provisioner "local-exec" { command = "mysql -h db -uroot -pTr1ckyPass99x < x.sql" }
}
resource "aws_instance" "i" {
  ami = "x"
  metadata_options { http_tokens = "required" }
  provisioner "remote-exec" { inline = ["export DB_PASSWORD=Tr1ckyPass99x"] }
}
resource "aws_sfn_state_machine" "reads" {
  definition = jsonencode({ StartAt = "a", States = { a = { Type = "Task", Parameters = { "password.$" = "$.password", "Token.$" = "$$.Task.Token", SecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x" }, End = true } } })
}
resource "aws_cloudfront_distribution" "header" {
  origin {
    custom_header {
      name  = "X-Api-Key"
      value = "f8Kq2LmZ9xTr4WbN7vYc1HdJ"
    }
    custom_header {
      name  = "X-Forwarded-Host"
      value = "www.example.com"
    }
  }
}
resource "aws_kinesis_firehose_delivery_stream" "key" {
  destination = "http_endpoint"
  http_endpoint_configuration {
    url        = "https://x"
    access_key = "f8Kq2LmZ9xTr4WbN7vYc1HdJ"
  }
}
resource "aws_cognito_identity_provider" "client" {
  provider_details = { client_id = "x", client_secret = "f8Kq2LmZ9xTr4WbN7vYc1HdJ" }
}
resource "aws_sns_platform_application" "credential" {
  platform_credential = "f8Kq2LmZ9xTr4WbN7vYc1HdJ"
}
resource "aws_emr_cluster" "step" {
  step {
    hadoop_jar_step { args = ["spark-submit", "--password", "Tr1ckyPass99x", "--token", "--verbose"] }
  }
}
