data "terraform_remote_state" "functions" {
  backend = "s3"
}
resource "aws_lambda_permission" "of_another_root" {
  action        = "lambda:InvokeFunction"
  function_name = data.terraform_remote_state.functions.outputs.nightly
  principal     = "events.amazonaws.com"
}
resource "aws_lambda_permission" "account_only" {
  action         = "lambda:InvokeFunction"
  function_name  = data.terraform_remote_state.functions.outputs.nightly
  principal      = "events.amazonaws.com"
  source_account = "111122223333"
}
