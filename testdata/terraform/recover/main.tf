locals {
  before = "a"
}

resource "aws_sns_topic" "damaged" {
  name = 
}

resource "aws_sns_topic" "duplicate" {
  name = "x"
  policy = jsonencode({
    Statement = [{
      Effect = "Allow"
      Condition = {
        StringEquals = { "aws:SourceAccount" = "111122223333" }
        StringEquals = { "aws:PrincipalOrgID" = "o-1" }
      }
    }]
  })
}

locals {
  # A newline after the colon, as in cloudposse's label module.
  tags = { for l in ["a", "b"] : l =>
    l == "a" ? "one" :
  "two" }
  script = <<-EOT
resource is a word here
x = 1
  EOT
  template = "%{ for x in ["p", "q"] ~}<${x}>%{ endfor ~}"
  math = -1 + 2 * 3 == 5 && !false
  splat = [{ a = 1 }, { a = 2 }][*].a
  legacy = [{ a = 1 }].0.a
  spread = max([1, 2]...)
  paren  = (1 + 2) * 3
  object = { a = 1, b = [1, 2] }
  steps  = 1 != local.object.a && length("abc") > local.object.b[1] || !local.object.c
  minus  = local.object.b[1] - (local.object.a + 3) * 2
}

output "name" {
  value = aws_sns_topic.duplicate.name
