terraform {
 source="../m"
 extra_arguments "x" {
  commands=["plan"]
  arguments=["-var","open=false"]
 }
}
inputs={ open=true }
