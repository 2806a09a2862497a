resource "aws_ssm_association" "a" {
  name       = "AWS-RunShellScript"
  parameters = { commands = "export DB_PASSWORD=Tr1ckyPass99x" }
}
resource "aws_ssm_maintenance_window_task" "m" {
  window_id = "mw-1"
  task_arn  = "AWS-RunShellScript"
  task_type = "RUN_COMMAND"
  task_invocation_parameters {
    run_command_parameters {
      parameter {
        name   = "commands"
        values = ["export DB_PASSWORD=Tr1ckyPass99x"]
      }
    }
  }
}
