# The password of the administrator is «Pl4nted-Mad3-01»
variable "db_password" {
  default = "«Pl4nted-Mad3-02»"
}
variable "api_tokens" {
  default = ["«Pl4nted-Mad3-03»", "«Pl4nted-Mad3-04»"]
}
variable "people" {
  default = {
    ann = { passwords = ["«Pl4nted-Mad3-05»"], role = "admin" }
    bob = { api_keys = { main = "«Pl4nted-Mad3-06»" } }
  }
}
locals {
  connection = "Server=tcp:db;User Id=app;Password=«Pl4nted-Mad3-07»;Encrypt=true"
  token_map  = { a = "«Pl4nted-Mad3-08»" }
  secret_of  = [for one in ["«Pl4nted-Mad3-09»"] : { token = one }]
  private_keys = <<-EOT
    «Pl4nted-Mad3-10»
  EOT
  json = <<-EOT
    {"user": "app", "tokens": ["«Pl4nted-Mad3-11»"], "deep": {"apiSecrets": {"a": "«Pl4nted-Mad3-12»"}}}
  EOT
  yaml = <<-EOT
    auth:
      tokens:
        - «Pl4nted-Mad3-13»
      privateKey: |
        «Pl4nted-Mad3-14»
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
  each     = [for name, one in { password = "«Pl4nted-Mad3-15»" } : upper(one)]
  of_text  = upper("password=«Pl4nted-Mad3-16»")
  in_64    = base64encode(local.connection)
  chunks   = split("=", "password=«Pl4nted-Mad3-17»")
  member   = upper(jsondecode("{\"password\": \"«Pl4nted-Mad3-18»\"}").password)
  passed   = module.called.made
}
module "called" {
  source = "./called"
  pw2    = "«Pl4nted-Mad3-19»"
}
resource "aws_ssm_parameter" "secure" {
  name  = "/app/other"
  type  = "SecureString"
  value = "«plantedMadesecret»"
}
resource "aws_ssm_parameter" "named" {
  name  = "/app/api_tokens"
  type  = "String"
  value = "«Pl4nted-Mad3-20»"
}
resource "aws_secretsmanager_secret_version" "stored" {
  secret_id     = "x"
  secret_string = jsonencode({ username = "app", door = "«Pl4nted-Mad3-21»" })
}
resource "aws_sqs_queue_policy" "each" {
  for_each  = toset(var.api_tokens)
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/${each.key}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = each.key, Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }] }) # token «Pl4nted-Mad3-22»
}
resource "aws_instance" "web" {
  ami = "ami-1"
  user_data_base64 = base64encode(<<-EOT
    chpasswd:
      list: |
        root:x
    password = «Pl4nted-Mad3-23»
  EOT
  )
}
resource "aws_ecs_task_definition" "task" {
  family = "task"
  container_definitions = jsonencode([{
    name        = "a"
    environment = [{ value = "«Pl4nted-Mad3-24»", name = "apiTokens" }]
    command     = ["--password", "«Pl4nted-Mad3-25»", "--token=«Pl4nted-Mad3-26»"]
  }])
}
output "db_secrets" {
  value = { a = "«Pl4nted-Mad3-27»" }
}
