# Where the role is not made, the policy is what `try` falls back to.
variable "on" { type = bool }
resource "aws_iam_role" "reader" {
  count              = var.on ? 1 : 0
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_policy" "object" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = "*", Principal = try({ AWS = aws_iam_role.reader[0].arn }, { Service = "s3.amazonaws.com" }) }]
  })
}
locals {
  list   = try([for name in [aws_iam_role.reader[0].name] : "${name}!"], ["none"])
  nested = try({ a = [aws_iam_role.reader[0].name] }, "none")
  merged = try(merge({ a = 1 }, { b = aws_iam_role.reader[0].name }), "none")
  can    = can([aws_iam_role.reader[0].name])
  length = length(try([aws_iam_role.reader[0].name], []))
}
resource "x" "x" {
  list = local.list
}
