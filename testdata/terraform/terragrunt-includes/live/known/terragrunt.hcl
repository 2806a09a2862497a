terraform {
  source = "../../modules/known"
}

inputs = {
  principal = "input"
  name      = "input"
}
