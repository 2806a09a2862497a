terraform {
  source = "../modules/spared"
}

inputs = {
  name = "spares"
}
