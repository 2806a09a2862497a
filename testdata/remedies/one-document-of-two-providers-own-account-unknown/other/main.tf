# Here the second provider acts in another account.
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "backup"
  region = "us-east-1"

  assume_role {
    role_arn = var.backup_role
  }
}

variable "backup_role" {
  type = string
}

resource "aws_sns_topic_policy" "backup" {
  provider = aws.backup
  arn      = "arn:aws:sns:us-east-1:111122223333:backup"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:us-east-1:111122223333:backup"
    }]
  })
}
