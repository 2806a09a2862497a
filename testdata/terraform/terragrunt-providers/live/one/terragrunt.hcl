include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../modules/topic"
}

generate "more" {
  path      = "more.tf"
  if_exists = "overwrite"
  contents  = <<-EOF
    resource "aws_sqs_queue_policy" "made" {
      queue_url = "https://sqs.eu-west-1.amazonaws.com/333333333333/made"
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Allow"
          Principal = { Service = "s3.amazonaws.com" }
          Action    = "sqs:SendMessage"
          Resource  = "*"
        }]
      })
    }

    module "queue" {
      source = "../queue"
    }

    variable "more" {
      default = "x"
    }
  EOF
}
