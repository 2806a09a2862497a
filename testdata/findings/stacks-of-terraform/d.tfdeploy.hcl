deployment "prod" {
  inputs = {}
}
