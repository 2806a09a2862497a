terraform {
 source="../m"
 extra_arguments "x" {
  commands=["apply","plan"]
  env_vars={ TF_CLI_ARGS="-var open=true" }
 }
}
