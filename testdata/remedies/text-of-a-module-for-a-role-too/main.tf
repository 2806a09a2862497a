module "a" {
  source     = "./m"
  name       = "a"
  statements = [{ sid = "S3", actions = ["sns:Publish"], type = "Service", identifiers = ["s3.amazonaws.com"] }]
}
module "b" {
  source     = "./m"
  name       = "b"
  statements = [{ sid = "Role", actions = ["sns:Publish"], type = "AWS", identifiers = ["arn:aws:iam::111122223333:role/app"] }]
}
