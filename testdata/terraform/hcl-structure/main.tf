# What HashiCorp's specification of HCL (github.com/hashicorp/hcl, specsuite) says of blocks and arguments, each case in a file of its own here. Blocks of one line that end on another, or hold two arguments or a block, are errors there and in Terraform; here they are read.
locals {}

locals {

}

locals { one_line = "foo" }

// A comment with slashes.
/*
  One of several lines
*/
locals {
  a = "a value" # the end of a line
  b = "b value" // another
  c = /* inside */ "c value"
}
