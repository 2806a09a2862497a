data "aws_caller_identity" "c" {}
resource "aws_lambda_permission" "p" {
  action         = "lambda:InvokeFunction"
  function_name  = "f"
  principal      = "sns.amazonaws.com"
  source_arn     = "arn:aws:sns:eu-west-1:111122223333:t"
  source_account = data.aws_caller_identity.c.account_id
}
