resource "aws_lambda_function" "test" {
  function_name = "test"
  role          = "arn:aws:iam::111122223333:role/x"
}

resource "aws_lambda_function" "prod" {
  function_name = "prod"
  role          = "arn:aws:iam::111122223333:role/x"
}

resource "aws_lambda_permission" "x" {
  function_name = aws_lambda_function.test.function_name
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_iam_role" "test" {
  name               = "test"
  assume_role_policy = "{}"
}

resource "aws_iam_role" "prod" {
  name               = "prod"
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "x" {
  role   = aws_iam_role.test.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_sqs_queue" "test" {
  name = "test"
}

resource "aws_sqs_queue" "prod" {
  name = "prod"
}

resource "aws_sqs_queue_policy" "x" {
  queue_url = aws_sqs_queue.test.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" }] })
}

resource "aws_lambda_function_url" "x" {
  function_name      = aws_lambda_function.test.function_name
  authorization_type = "NONE"
}

resource "aws_s3_bucket" "test" {
  bucket = "test-of-acme"
}

resource "aws_s3_object" "x" {
  bucket = aws_s3_bucket.test.bucket
  key    = "k"
  acl    = "public-read"
}
