variable "public" {
  type = bool
}
variable "guard" {
  type = bool
}
resource "aws_sqs_queue" "q" {
  policy = jsonencode({
    Statement = [merge(
      { Effect = "Allow", Principal = var.public ? "*" : "111122223333", Action = "sqs:SendMessage", Resource = "*" },
      var.guard ? { Condition = { StringEquals = { "aws:PrincipalAccount" = "111122223333" } } } : {},
    )]
  })
}
