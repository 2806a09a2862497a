resource "aws_instance" "b" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  user_data     = <<-EOT
    #!/bin/bash
    docker run --name mongo -p 27017:27017 mongo
  EOT
}
