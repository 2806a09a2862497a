# head of the file
resource "aws_sns_topic" "a" { // beside a header
  name = "no # comment // here" # at the end of a line
  tags = {
    list = join(",", ["x", # in a list
      "y" /* in the middle */, "z"])
  }
  display_name = <<-EOT
    # no comment
    // no comment ${upper("a" /* in a template */)}
  EOT
  /* over
     two lines */
}
