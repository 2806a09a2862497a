# deputylint: ignore[x] 1 above a resource with brackets in templates, comments and heredocs
resource "t" "a" {
  arn = "${replace("${replace(var.n, "{", "")}", "x", "}}")} } {" /* { */
  text = <<-EOT
    }
    # deputylint: ignore[x] no comment
    ${jsonencode({ a = [ # deputylint: ignore[x] 2 in a heredoc
      1] })}
  EOT
}

resource "t" "b" { # deputylint: ignore[x] 3 at the first line
  // deputylint: ignore[x] 4 with another comment between
  # another
  /* and
     one more */
  policy = jsonencode({
    Statement = [{ # deputylint: ignore[x] 5 the first statement
      a = 1
      }, { # deputylint: ignore[x] 6 the second
      a = 2
      # deputylint: ignore[x] 7 at the end, before nothing of its own
    }, { a = 3 }]
  })
  # deputylint: ignore[x] 8 at the end of a block
}
# deputylint: ignore[x] 9 with a blank line below

variable "n" {}
data "d" "c" {
  statement { # deputylint: ignore[x] 10 a nested block
    principals = ["*"] # deputylint: ignore[x] 11 an attribute
    actions = [ # deputylint: ignore[x] 12 an attribute of several lines
      "a", # deputylint: ignore[x] 13 an item
      "b", "c", # deputylint: ignore[x] 14 the last item of a line
      /* deputylint: ignore[x] 15 what follows on the line */ "d", "e"
    ]
  } # deputylint: ignore[x] 16 at the last line
  list = concat(
    # deputylint: ignore[x] 17 an argument
    [{ a = 1 }],
    var.c ? [/* deputylint: ignore[x] 18 a branch */ {}] : [],
  )
  other = { first = 1, # deputylint: ignore[x] 19 a member
    second = 2
  }
}
/* deputylint: ignore[x] 20 */ resource "t" "d" /* deputylint: ignore[x] 21 */ {}
locals { one = 1 } # deputylint: ignore[x] 22 a block of one line
