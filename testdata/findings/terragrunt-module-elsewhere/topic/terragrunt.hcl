terraform {
  source = "git::https://git.example.com/modules.git//topic?ref=v1"
}

inputs = {
  name = "in"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:111122223333:in" }]
  })
}
