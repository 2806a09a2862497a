resource "aws_s3_bucket_policy" "everything" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "**")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "here" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "*")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "of_an_ending" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "**/*.json")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "in_a_folder" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "*/*/modules.json")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "either" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "{a,.t*}/**")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "state" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "*.tfstate")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "is_sure_configuration" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset(path.module, "*.tf")) > 9 ? "*" : "111122223333" } } }] })
}

resource "aws_s3_bucket_policy" "is_sure_below" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(fileset("${path.module}/site", "**")) > 9 ? "*" : "111122223333" } } }] })
}

