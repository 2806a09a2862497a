resource "aws_iam_role" "kept" {
  dynamic "timeouts" {
    for_each = []
    content {}
  }
}
resource "aws_iam_role" "replaced" {
  inline_policy {
    name   = "none"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
  }
}
