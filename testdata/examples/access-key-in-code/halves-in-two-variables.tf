variable "deploy_id" {
  default = "«AKIAQX3T7M2N5PZK4WJD»"
}

variable "other_half" {
  default = "kT9vXb2Q/7mWcR4zLpN8sJhYd3GfUe6AoKi1Zx5V"
}

output "pair" {
  value = "${var.deploy_id}:${var.other_half}"
}
