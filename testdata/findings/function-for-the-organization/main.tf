resource "aws_lambda_permission" "organization" {
  action           = "lambda:InvokeFunction"
  function_name    = "lookup"
  principal        = "*"
  principal_org_id = "o-exampleorg1"
}
resource "aws_lambda_permission" "everybody" {
  action        = "lambda:InvokeFunction"
  function_name = "lookup"
  principal     = "*"
}
