# Heredocs as HashiCorp's specification of HCL (github.com/hashicorp/hcl, specsuite) reads them.
locals {
  name   = "middle"
  spaced = "  middle"

  plain = {
    flat = <<END
One
Two
END
    indented = <<END
    One
      Two
  END
    joined = <<END
    One
    ${local.name}
  END
    spaced = <<END
    One

    Two
  END
    marker_in_a_line = <<END
    NO END
  END
  }

  flush = {
    flat = <<-END
One
Two
END
    indented = <<-END
    One
    Two
  END
    one_more = <<-END
    One
      Two
  END
    one_less = <<-END
    One
  Two
    Three
  END
    joined = <<-END
    One
    ${local.name}
  END
    joined_more = <<-END
    One
      ${local.name}
  END
    joined_less = <<-END
    One
  ${local.spaced}
    Three
  END
    tabs = <<-END
	One
  Two
  Three
  END
    wide_spaces = <<-END
      One after wide spaces
    Two
   Three
  END
    only_wide_spaces = <<-END
  One
    Two
  END
    mixed_spaces = <<-END
    One
    Two
    Three
  END
    spaced = <<-END
    One

    Two
  END
  }
}

resource "x" "empty" {
  template = {
    plain    = <<EOT
EOT
    indented = <<-EOT
      EOT
    called   = trimspace(<<EOT
EOT
    )
    inside   = "a${<<EOT
EOT
    }b"
    comment  = "c" # <<EOT
    text     = "<<EOT"
    lines    = <<EOT
<<EOT
EOT
  }
}
