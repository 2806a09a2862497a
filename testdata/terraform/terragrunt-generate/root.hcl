inputs = {
  region = "eu-west-1"
  stage  = "prod"
  choice = "given"
}

generate "variables" {
  path      = "variables_generated.tf"
  if_exists = "overwrite"
  contents  = file("./common/variables.tf")
}

generate "stage" {
  path      = "stage.tf"
  if_exists = "overwrite"
  contents  = "variable \"not_here\" {}"
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<-EOF
    provider "aws" {
      region = "${get_env("REGION")}"
    }
  EOF
}
