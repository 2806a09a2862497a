module "a" {
  source = "./bucket"
  name   = "example-a"
  sid    = "PublicRead"
}
module "b" {
  source = "./bucket"
  name   = "example-b"
  sid    = "OtherRead"
}
