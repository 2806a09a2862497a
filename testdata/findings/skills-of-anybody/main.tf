resource "aws_lambda_permission" "skill" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "alexa-appkit.amazon.com"
}

resource "aws_lambda_permission" "home" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "alexa-connectedhome.amazon.com"
}

resource "aws_lambda_permission" "one" {
  action             = "lambda:InvokeFunction"
  function_name      = "f"
  principal          = "alexa-appkit.amazon.com"
  event_source_token = "amzn1.ask.skill.3f2b6d1c-0a5e-4a44-9d53-6f1f0f5f7a10"
}
