terraform {
  source = "./link"
}

inputs = {
  principals = ["*"]
}
