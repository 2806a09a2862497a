resource "aws_iam_role" "x" { name = "x" }
resource "aws_iam_role" "y" { name = "y" }
resource "aws_cloudformation_stack_set" "s" {
  name       = "s"
  parameters = { P = join(", ", [aws_iam_role.x.arn, aws_iam_role.y.arn]) }
  template_body = jsonencode({
    Parameters = { P = { Type = "CommaDelimitedList" } }
    Resources  = { R = { Type = "AWS::IAM::Role", Properties = { AssumeRolePolicyDocument = { Statement = [{ Effect = "Allow", Principal = { AWS = { Ref = "P" } }, Action = "sts:AssumeRole" }] } } } }
  })
}
