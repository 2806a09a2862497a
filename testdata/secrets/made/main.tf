# The password of the administrator is «Planted-Made-01»
variable "db_password" {
  default = "«Planted-Made-02»"
}
variable "api_tokens" {
  default = ["«Planted-Made-03»", "«Planted-Made-04»"]
}
variable "people" {
  default = {
    ann = { passwords = ["«Planted-Made-05»"], role = "admin" }
    bob = { api_keys = { main = "«Planted-Made-06»" } }
  }
}
locals {
  connection = "Server=tcp:db;User Id=app;Password=«Planted-Made-07»;Encrypt=true"
  token_map  = { a = "«Planted-Made-08»" }
  secret_of  = [for one in ["«Planted-Made-09»"] : { token = one }]
  private_keys = <<-EOT
    «Planted-Made-10»
  EOT
  json = <<-EOT
    {"user": "app", "tokens": ["«Planted-Made-11»"], "deep": {"apiSecrets": {"a": "«Planted-Made-12»"}}}
  EOT
  yaml = <<-EOT
    auth:
      tokens:
        - «Planted-Made-13»
      privateKey: |
        «Planted-Made-14»
  EOT
  upper    = upper(var.db_password)
  lower    = lower(var.db_password)
  reverse  = strrev(var.db_password)
  encoded  = base64encode(var.db_password)
  for_url  = urlencode(var.db_password)
  part     = substr(var.db_password, 1, 14)
  hash     = sha256(var.db_password)
  trimmed  = trimspace(local.private_keys)
  composed = format("%s!%s", var.db_password, "x")
  in_json  = jsonencode({ x = var.db_password })
  slice    = slice(var.api_tokens, 0, 1)
  first    = var.api_tokens[0]
  keys     = { for token in var.api_tokens : token => upper(token) }
  each     = [for name, one in { password = "«Planted-Made-15»" } : upper(one)]
  of_text  = upper("password=«Planted-Made-16»")
  in_64    = base64encode(local.connection)
  chunks   = split("=", "password=«Planted-Made-17»")
  member   = upper(jsondecode("{\"password\": \"«Planted-Made-18»\"}").password)
  passed   = module.called.made
}
module "called" {
  source = "./called"
  pw2    = "«Planted-Made-19»"
}
resource "aws_ssm_parameter" "secure" {
  name  = "/app/other"
  type  = "SecureString"
  value = "«plantedMadesecret»"
}
resource "aws_ssm_parameter" "named" {
  name  = "/app/api_tokens"
  type  = "String"
  value = "«Planted-Made-20»"
}
resource "aws_secretsmanager_secret_version" "stored" {
  secret_id     = "x"
  secret_string = jsonencode({ username = "app", door = "«Planted-Made-21»" })
}
resource "aws_sqs_queue_policy" "each" {
  for_each  = toset(var.api_tokens)
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/${each.key}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = each.key, Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }] }) # token «Planted-Made-22»
}
resource "aws_instance" "web" {
  ami = "ami-1"
  user_data_base64 = base64encode(<<-EOT
    chpasswd:
      list: |
        root:x
    password = «Planted-Made-23»
  EOT
  )
}
resource "aws_ecs_task_definition" "task" {
  family = "task"
  container_definitions = jsonencode([{
    name        = "a"
    environment = [{ value = "«Planted-Made-24»", name = "apiTokens" }]
    command     = ["--password", "«Planted-Made-25»", "--token=«Planted-Made-26»"]
  }])
}
output "db_secrets" {
  value = { a = "«Planted-Made-27»" }
}
