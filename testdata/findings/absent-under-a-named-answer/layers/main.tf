# What is not there in one workspace that the code names is there in every other one.
resource "aws_s3_bucket" "b" {
  bucket = "x-1"
}
resource "aws_s3_bucket_public_access_block" "b" {
  count = terraform.workspace == "dev" ? 0 : 1
  bucket = aws_s3_bucket.b.id
  block_public_acls = true
  ignore_public_acls = true
  block_public_policy = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_policy" "p" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::x-1/*" }] })
}

data "aws_iam_policy_document" "denied" {
  statement {
    actions = ["sns:Publish"]
    resources = ["*"]
    principals {
      type = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
  }
  dynamic "statement" {
    for_each = range(terraform.workspace == "dev" ? 0 : 1)
    content {
      effect = "Deny"
      actions = ["sns:*"]
      resources = ["*"]
      principals {
        type = "*"
        identifiers = ["*"]
      }
      condition {
        test = "StringNotEquals"
        variable = "aws:SourceAccount"
        values = ["111122223333"]
      }
    }
  }
}
resource "aws_sns_topic_policy" "denied" {
  arn = "arn:aws:sns:eu-west-1:111122223333:denied"
  policy = data.aws_iam_policy_document.denied.json
}

data "aws_iam_policy_document" "guarded" {
  statement {
    actions = ["sns:Publish"]
    resources = ["*"]
    principals {
      type = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    dynamic "condition" {
      for_each = terraform.workspace == "prod" ? [] : [1]
      content {
        test = "StringEquals"
        variable = "aws:SourceAccount"
        values = ["111122223333"]
      }
    }
  }
}
resource "aws_sns_topic_policy" "guarded" {
  arn = "arn:aws:sns:eu-west-1:111122223333:guarded"
  policy = data.aws_iam_policy_document.guarded.json
}

resource "aws_launch_template" "l" {
  count = terraform.workspace == "dev" ? 0 : 1
  metadata_options {
    http_tokens = "required"
  }
}
resource "aws_instance" "a" {
  ami = "ami-1"
  dynamic "launch_template" {
    for_each = aws_launch_template.l
    content {
      id = launch_template.value.id
    }
  }
}
