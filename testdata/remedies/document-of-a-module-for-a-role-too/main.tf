module "a" {
  source      = "./m"
  name        = "a"
  type        = "Service"
  identifiers = ["s3.amazonaws.com"]
}
module "b" {
  source      = "./m"
  name        = "b"
  type        = "AWS"
  identifiers = ["arn:aws:iam::111122223333:role/app"]
}
