# What is made of an attribute that only deployment tells, or picked by one, is not the attribute.
data "aws_caller_identity" "c" {}
locals {
  own      = data.aws_caller_identity.c.account_id
  accounts = { dev = { id = local.own }, prod = { id = "*" } }
}
resource "random_integer" "i" {
  min = 0
  max = 1
}
resource "random_pet" "p" {}
resource "aws_sns_topic" "other" { name = "other" }

resource "aws_sns_topic_policy" "replaced" {
  arn = "arn:aws:sns:eu-west-1:111122223333:replaced"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = replace(aws_sns_topic.other.owner, "1", "*") } }
    }]
  })
}

resource "aws_sns_topic_policy" "cut" {
  arn = "arn:aws:sns:eu-west-1:111122223333:cut"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = "${substr(aws_sns_topic.other.owner, 0, 3)}*" } }
    }]
  })
}

resource "aws_sns_topic_policy" "picked" {
  arn = "arn:aws:sns:eu-west-1:111122223333:picked"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = values(local.accounts)[random_integer.i.result].id } }
    }]
  })
}

resource "aws_sns_topic_policy" "looked_up" {
  arn = "arn:aws:sns:eu-west-1:111122223333:looked_up"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = lookup({ a = local.own, b = "*" }, random_pet.p.id, "*") } }
    }]
  })
}

resource "aws_sns_topic_policy" "sorted" {
  arn = "arn:aws:sns:eu-west-1:111122223333:sorted"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = sort([local.own, "*"])[0] } }
    }]
  })
}

resource "aws_sns_topic_policy" "of_a_set" {
  arn = "arn:aws:sns:eu-west-1:111122223333:of_a_set"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = tolist(toset([local.own, "*"]))[0] } }
    }]
  })
}

resource "aws_sns_topic_policy" "itself" {
  arn = "arn:aws:sns:eu-west-1:111122223333:itself"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringLike = { "aws:SourceAccount" = aws_sns_topic.other.owner } }
    }]
  })
}
