module "a" {
  source     = "./m"
  name       = "a"
  principals = { Service = "s3.amazonaws.com" }
}
module "b" {
  source     = "./m"
  name       = "b"
  principals = { AWS = "arn:aws:iam::111122223333:role/app" }
}
