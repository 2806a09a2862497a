terraform {
 source="../m"
}
inputs={ open=fileexists(".terragrunt-cache/x") }
