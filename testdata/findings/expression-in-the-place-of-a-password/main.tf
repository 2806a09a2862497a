variable "pw" { sensitive = true }
resource "aws_instance" "a" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  user_data = <<-EOT
    #!/bin/bash
    sed -i "s/^DB_PASSWORD=.*/DB_PASSWORD=${var.pw}/" /etc/app.env
  EOT
}
resource "aws_instance" "b" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  user_data = <<-EOT
    #!/bin/bash
    sed -i 's|DB_PASSWORD=.*|DB_PASSWORD=${var.pw}|' /etc/app.env
    grep -q '^ADMIN_PASSWORD=.\+' /etc/app.env
  EOT
}
resource "aws_instance" "c" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  user_data = <<-EOT
    #!/bin/bash
    sed -i -E "s/(DB_PASSWORD=)[^ ]+/\1${var.pw}/" /etc/app.env
    perl -pe 's/password: .*/password: ${var.pw}/' /etc/x
  EOT
}
resource "aws_instance" "d" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  user_data = <<-EOT
    #!/bin/bash
    sed -i "s/^DB_PASSWORD=.*/DB_PASSWORD=\"${var.pw}\"/" /etc/app.env
  EOT
}
resource "aws_ssm_document" "d" {
  name          = "d"
  document_type = "Command"
  content       = jsonencode({ schemaVersion = "2.2", mainSteps = [{ action = "aws:runShellScript", name = "a", inputs = { runCommand = ["sed -i \"s/^DB_PASSWORD=.*/DB_PASSWORD=\\\"${var.pw}\\\"/\" /etc/app.env", "sed -i 's/DB_PASSWORD=.*/DB_PASSWORD=x/' f"] } }] })
}

# This one is written out.
resource "aws_instance" "e" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  user_data = <<-EOT
    #!/bin/bash
    sed -i "s/^DB_PASSWORD=.*/DB_PASSWORD=Tr0ub4dor-and-3/" /etc/app.env
  EOT
}
