resource "aws_iam_role" "r" {
  name = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole",
    Condition = { DateLessThan = { "aws:CurrentTime" = "2022-09-30T23:59:59Z" } } }] })
}
