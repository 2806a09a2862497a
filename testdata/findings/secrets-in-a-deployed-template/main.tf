resource "aws_cloudformation_stack" "written" {
  name = "written"
  template_body = jsonencode({
    Resources = {
      Db = {
        Type       = "AWS::RDS::DBInstance"
        Properties = { Engine = "mysql", DBInstanceClass = "db.t3.micro", MasterUsername = "a", MasterUserPassword = "Summer2021!x9" }
      }
      Fn = {
        Type = "AWS::Lambda::Function"
        Properties = {
          Role        = "arn:aws:iam::111122223333:role/r"
          Code        = { ZipFile = "x" }
          Environment = { Variables = { KEY = "AKIAQ3EGRIFTZ7XYNB5K", SECRET = "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" } }
        }
      }
    }
  })
}

resource "aws_cloudformation_stack_set" "set" {
  name          = "set"
  template_body = <<-EOT
    {"Resources": {"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "Autumn2021!x"}}}}
  EOT
}

resource "aws_cloudformation_stack" "file" {
  name          = "file"
  template_body = file("${path.module}/t.yaml")
}

resource "aws_cloudformation_stack" "parameter" {
  name       = "parameter"
  parameters = { DbPassword = "Winter2021!x" }
  template_body = jsonencode({
    Parameters = { DbPassword = { Type = "String", NoEcho = true } }
    Resources = {
      D = {
        Type       = "AWS::RDS::DBInstance"
        Properties = { Engine = "mysql", DBInstanceClass = "db.t3.micro", MasterUsername = "a", MasterUserPassword = { Ref = "DbPassword" } }
      }
    }
  })
}

# What only one of both has is told of that one.
resource "aws_cloudformation_stack" "unused" {
  name       = "unused"
  parameters = { DbPassword = "Monday2021!x" }
  template_body = jsonencode({
    Parameters = { DbPassword = { Type = "String", NoEcho = true } }
    Resources  = { T = { Type = "AWS::SNS::Topic" } }
  })
}
