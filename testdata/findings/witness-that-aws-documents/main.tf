resource "aws_cloudwatch_log_group" "g" { name = "g" }
resource "aws_cloudwatch_log_resource_policy" "p" {
  policy_name = "p"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"]
      Resource  = "${aws_cloudwatch_log_group.g.arn}:*"
    }]
  })
}
