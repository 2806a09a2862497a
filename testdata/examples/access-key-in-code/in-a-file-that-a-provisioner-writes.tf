resource "terraform_data" "credentials" {
  provisioner "file" {
    content     = "[default]\naws_access_key_id=«AKIAQX3T7M2N5PZK4WJD»\naws_secret_access_key=kT9vXb2Q/7mWcR4zLpN8sJhYd3GfUe6AoKi1Zx5V\n"
    destination = "/root/.aws/credentials"
  }
}
