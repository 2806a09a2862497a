# A member that stands for all is there if it may be under some answer.
variable "accounts" {
  type = list(string)
}
variable "p" {
  type = bool
}
variable "q" {
  type = bool
}
resource "aws_sqs_queue" "q" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Principal = { AWS = [for a in var.accounts : "*" if(a == "x" || var.p) && (a != "x" || var.q)] }
    }]
  })
}
