variable "stage" {}
resource "aws_launch_template" "web" {
  user_data = base64encode(<<-EOF
    STAGE=${var.stage}
    AWS_ACCESS_KEY_ID=«AKIAQWERTYUIOPASDFGH»
    AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYz1a2b3c4d5
  EOF
  )
}
