resource "aws_launch_template" "app" {
  name = "app"
  user_data = «base64encode(<<-EOF
    #!/bin/sh
    export DB_PASSWORD=Q8w2E7r4T9
  EOF
  )»
}
