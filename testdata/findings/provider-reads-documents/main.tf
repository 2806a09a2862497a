# The provider leaves out a bare number, and keeps the newest version.
data "aws_iam_policy_document" "numbers" {
  source_policy_documents = [jsonencode({
    Version = "2008-10-17"
    Statement = [
      { Sid = "Number", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:a", Condition = { StringEquals = { "aws:SourceAccount" = 111122223333 } } },
      { Sid = "Text", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:b", Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } },
      { Sid = "Variable", Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:c", Condition = { StringEquals = { "aws:SourceAccount" = "$${aws:ResourceAccount}" } } },
    ]
  })]
}
resource "aws_sns_topic_policy" "numbers" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:a"
  policy = data.aws_iam_policy_document.numbers.json
}

# An empty text is not sent.
resource "aws_lambda_permission" "empty" {
  action         = "lambda:InvokeFunction"
  function_name  = "mailer"
  principal      = "sns.amazonaws.com"
  source_arn     = ""
  source_account = ""
}
resource "aws_lambda_permission" "guarded" {
  action         = "lambda:InvokeFunction"
  function_name  = "mailer"
  principal      = "sns.amazonaws.com"
  source_arn     = ""
  source_account = "111122223333"
}
