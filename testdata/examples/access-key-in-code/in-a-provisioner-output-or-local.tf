# A key in a comment is not looked at: AKIAQX3T7M2N5PZK4WJD kT9vXb2Q/7mWcR4zLpN8sJhYd3GfUe6AoKi1Zx5V
locals {
  env = "AWS_ACCESS_KEY_ID=AKIAQX3T7M2N5PZK4WJD AWS_SECRET_ACCESS_KEY=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"
}

resource "terraform_data" "run" {
  provisioner "local-exec" {
    command = «"${local.env} ./deploy.sh"»
  }
}

output "deploy" {
  value = {
    access_key_id     = "«AKIAQX3T7M2N5PZK4WJE»"
    secret_access_key = "lT9vXb2Q/7mWcR4zLpN8sJhYd3GfUe6AoKi1Zx5V"
  }
}
