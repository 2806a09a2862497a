resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name        = "web"
    environment = [
      { name = "DB_USER", value = "web" },
      { name = "DB_PASSWORD", value = "«Sommer2024»" },
    ]
    secrets = [{ name = "API_KEY", valueFrom = "arn:aws:ssm:eu-west-1:111122223333:parameter/web/key" }]
  }])
}
