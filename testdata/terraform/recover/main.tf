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

# The key that stands twice sends this block to the other parser.
locals {
  twice       = { a = 1, a = 2 }
  chain       = local.before == "a" ? ["one"] : local.before == "b" ? ["two"] : []
  longer      = false ? 1 : false ? 2 : false ? 3 : 4
  nested      = true ? false ? "a" : "b" : "c"
  in_brackets = (true ? false : true) ? "a" : "b"
  both        = false ? "a" : (true ? false : true) ? "b" : !false ? "c" : "d"
  escaped     = "$$${local.before} $${local.before} %%{ if x }"
  not_escaped = "$ ${local.before}$$"
}

output "name" {
  value = aws_sns_topic.duplicate.name

locals {
  # The fast parser refuses a block that names something twice.
  twice      = { a = 1, a = 2 }
  nothing    = <<EOT
EOT
  indented   = [<<-EOT
    EOT
  , "${"yes" ~}\n"]
  no_heredoc = "<<EOT"
}

resource "aws_sns_topic" "behind_empty_heredocs" {
  name = "n"
}

locals {
  footer = <<EOT
x
EOT
}
