data "aws_region" "c" {}

resource "aws_s3_bucket_policy" "merged" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(merge(data.aws_region.c.name, { a = 1 })) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "joined" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(concat(["a"], data.aws_region.c.name)) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "listed" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(coalescelist(["a"], data.aws_region.c.name)) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "decided" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(data.aws_region.c.name ? 1 : 2) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "in_a_text" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can("%{if data.aws_region.c.name}x%{endif}") ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "by_key" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can({ (data.aws_region.c.name) = 1 }.a) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "repeated" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can({ for k in [data.aws_region.c.name] : k => 1 }["z"]) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "of_two_types" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(true ? data.aws_region.c.name : [1]) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "computed" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(merge(sha256(timestamp()), { a = 1 })) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "tried" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = length(try(merge(data.aws_region.c.name, { a = 1 }), {})) > 0 ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "is_sure_lower" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(lower(data.aws_region.c.name)) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "is_sure_of_known" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(merge({ a = 1 }, { b = 2 })) ? "111122223333" : "*" } } }] })
}

resource "aws_s3_bucket_policy" "is_sure_of_a_map" {
  bucket = "b"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringLike = { "aws:SourceAccount" = can(merge(var.tags, { a = 1 })) ? "111122223333" : "*" } } }] })
}

variable "tags" {
  type = map(string)
}
