provider "aws" {
  access_key = "«AK~IA4XCSOHDMMEXL4QAG»"
  secret_key = "«SBeVRsfAGeAbP0VxNjAe/9i0mYtluYI0KN1gNT11»"
}
variable "db_password" {
  default   = "«Planted-default-1»"
  sensitive = true
}
variable "token" {
  default = "«gh~o_b2eNUS0hmi4Fs9Z6YkRYU7oe1wNWqku5Nr50»"
}
variable "app_password" {}
locals {
  password = "«Planted-local-2»"
  api      = sensitive("«Planted-sensitive-3»")
}
resource "aws_lambda_function" "tokens" {
  function_name = "tokens"
  environment {
    variables = {
      T_ANTHROPIC = "«sk-~ant-api03-u8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzdocJ2isAjIhKtJ0RlgLKO»"
      T_BEDROCK = "«ABS~KmxgJTeKdNnFRIBXuDL7DxtpYlSXpfKtHF4vUCsMehGAkWvj7FAc9QeWJKY40uvSwMFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNhFdnXsiVpzz63FfkCzJr4»"
      T_DATABRICKS = "«dap~i4d8dbc74254770f58904dba41ecccc3f»"
      T_DIGITALOCEAN = "«dop_~v1_c1626e53a13043b026c48bbf33feff9243a8f506b40928b5b7a767c76fb008f8»"
      T_DOPPLER = "«dp.~pt.mSM9wCZ7Uw9xfogoEmvnEN5N1aE6PwZPf1Qh6yYTWmE»"
      T_GITHUB = "«gh~p_4lBYOvfZ8UzDzV8fUkkibjL5DZPjN0MEQ7wj»"
      T_GITHUBPAT = "«github_~pat_JJibaZUPgHV7iB3m03nbqnsGpWLuqIA1id6Vw5DQL05HA064GiIjHGb3CXlM»"
      T_GITLAB = "«glp~at-aXZjljENUhJduRHHJEYX»"
      T_GOOGLE = "«AI~zag4JdpmrcXgGCJbW56eCuNGMGmSrCGIZEG8p»"
      T_GRAFANA = "«gls~a_SH4487q7J58m1CiAhzCueQpBenQtYh5X_4b484e73»"
      T_HUGGINGFACE = "«h~f_zFkQokTBGzvAmwufUxbvJDCTbyvHNsGehY»"
      T_JWT = "«ey~Jo4gfqrc5XlrWi0B26R08qzjI6GKFSu.eyfrdZSlB5er8bOfZqfM2oeq3hDavJA76rNicHTp8h.kqdlm7tOtHWnsCGRlrwZbqcabUGJmG»"
      T_LINEAR = "«lin_~api_Ep7CgQ0PBQFI14zGtSnovm14TUOizwd1iaeOV4qB»"
      T_NPM = "«np~m_kdfQ1y3GQsMpSscDlkrCaqx9vJupc94tnwla»"
      T_OPENAI = "«sk-~proj-vyfErGPmpGXafq0fjzLczbttOofL9H2WjQ5TY4MyT3Blbk~FJWuUFjsUNPjc01T5GOBUSZGi6HWGK10Zb0RLZ5TR9»"
      T_POSTMAN = "«PMA~K-72014b3ce107f80e222f8287-67efc2f91624a8940f1f836f99eee3692f»"
      T_PULUMI = "«pu~l-09e2e8c662248b483b7ffc050fec94dbca3a0aac»"
      T_PYPI = "«pypi-~AgEIcHlwaS5vcmch87mTa5Vsqxezy3Lex7BWr2drgd1QsO7jprBGumXxY9B4bZWOz648JJnUfd7»"
      T_RUBYGEMS = "«rubyge~ms_de49f145fda9988c79fc35526f7eaed46725a2a7b860dcd6»"
      T_SENDGRID = "«S~G.yrvWdFrK9xiRGHOY32nfr5.pyzPCB9t2039bicBTW5ZE9LFaez7770H2DCpYgojjHR»"
      T_SHOPIFY = "«shp~at_3e210471948d33296c87009e8a7f770d»"
      T_SLACK = "«xox~b-40037614365-370565630481-nFmtX0moDoqW4sg8NFNl5oFA»"
      T_STRIPE = "«sk_~live_6Qd8Mj7zdnbMjAdTdlzC5T4u»"
      T_STRIPETEST = "«sk_~test_Uhf7kvmlP7HVDctQUy1xvCkg»"
      T_VAULT = "«hv~s.afrfwA94hJ9WnywX0t0ZBfdTEmxI6CmuxV5EbOApZOXzcycDeZ6dqmVe5Mvxrv99NcqVTSu7rtaUWM6ZO88eb0ogET9D9Xy»"
      T_HCP = "«Yq6B0Fi7FlaZ7V.atl~asv1.t0SXjMpu3uDxYYMfGmzWkpAePcEJIukB4geqNfngAFTCloiADN5RpVI2XQWhX1ss»"
      T_HOOK        = "https://hooks.slack.com/ser~vices/«TrKrxqVqm/BCplppjs4/6LmuezqpGHoPZgPDcgaE40o1»"
      DB_PASSWORD   = "«Planted-environment-4»"
      APP_PASSWORD  = var.app_password
      DATABASE_URL  = "postgres://app:«Planted-address-5»@db/app"
      CLIENT_SECRET = "«DjqG96EnLqNGpuxcmlzkO7rRu5ykYYqh»"
      API_KEY       = "«1be38cb8cb4ba2e751989a01749ddb14»"
    }
  }
}
resource "aws_db_instance" "db" {
  username = "app"
  password = "«Planted-attribute-6»"
}
resource "aws_instance" "web" {
  user_data = <<-EOF
    mysql -u root -p«Planted-mysql-7» < dump.sql
    export PGPASSWORD=«Planted-export-8»
    curl -u admin:«Planted-curl-9» https://host
    sshpass -p «Planted-sshpass-10» ssh host
    echo "root:«Planted-chpasswd-11»" | chpasswd
    psql --password «Planted-flag-12»
    CREATE USER app IDENTIFIED BY '«Planted-sql-13»';
    curl -H "Authorization: Bearer «FoNPcbdaKwtgHwIoALtLinxN1Ekia7ZpTjCgeOj3»" https://host
    -----BEGIN RSA PRIVATE KEY-----
    «b3XZxPmzUzn8aB5kBh0fzK4xDXkiadJjPZ6zfKN7xVGkjwskHk7egyFWZY9Zmti1»
    «8c6EudM7Oyf5TNS05kOY2oNzN2m1ElKncz8HkywhjpU05mc4J1WRcQ1uhyMDJ2OX»
    «tPAtLpByQxCGClbaNFDpCWNX0D1lZEzgeiwBxfZCGGQccOif7UuXUGfdWG5yP8Yi»
    -----END RSA PRIVATE KEY-----
  EOF
}
resource "aws_launch_template" "web" {
  user_data = base64encode("password: «Planted-encoded-14»\nhost: ${local.api}\n")
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = "[{\"name\": \"web\", \"environment\": [{\"name\": \"DB_PASSWORD\", \"value\": \"«Planted-escaped-15»\"}]}]"
}
resource "aws_ssm_parameter" "db" {
  name  = "/web/db"
  type  = "SecureString"
  value = "«Plant3d-parameter-16»"
}
resource "aws_elasticache_user" "u" {
  user_id   = "u"
  passwords = ["«Planted-list-30»", "«Planted-list-31»"]
}
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = "db"
  secret_string = jsonencode({ password = "«Planted-stored-17»" })
}
resource "aws_lambda_permission" "alexa" { # password = "«Planted-comment-18»"
  action             = "lambda:InvokeFunction"
  function_name      = "tokens"
  principal          = "s3.amazonaws.com"
  event_source_token = "«Planted-event-source-19»"
}
resource "aws_sqs_queue_policy" "q" {
  queue_url = "https://user:«Planted-queue-20»@host/q"
  policy    = "{\"Version\": \"2012-10-17\", \"password\": \"«Planted-policy-21»\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:PrincipalTag/token\": \"«gh~s_QYrzZq9adP0J5wMPLCM7HUFpk5acdIbzlpkd»\"}}}]}"
}
