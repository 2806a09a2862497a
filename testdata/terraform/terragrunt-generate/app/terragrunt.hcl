include {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../modules/app"
}

generate "stage" {
  path      = "stage.tf"
  if_exists = "overwrite"
  contents  = "variable \"stage\" {}"
}

generate "off" {
  disable  = true
  path     = "off.tf"
  contents = "variable \"off\" {}"
}

generate "topic" {
  path     = "topic.tf"
  contents = "resource \"aws_sns_topic\" \"t\" {}"
}

generate "values" {
  path     = "stage.auto.tfvars"
  contents = "stage = \"other\""
}

generate "command" {
  path     = "command.tf"
  contents = run_cmd("write")
}

generate "version" {
  path     = ".terraform-version"
  contents = run_cmd("write")
}

generate "choice" {
  path     = "choice.tf"
  contents = get_env("STAGE") == "dev" ? "variable \"choice\" {}" : ""
}
