# Provisioners run commands and sign in; what they are given stands in the code.
resource "null_resource" "schema" {
  provisioner "local-exec" {
    command     = "mysql -u root -pTr0ub4dor-horse < schema.sql"
    environment = { PGPASSWORD = "c0rrect-h0rse-battery", PGHOST = "db.internal" }
  }
}

resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  metadata_options { http_tokens = "required" }
  connection {
    type     = "winrm"
    user     = "Administrator"
    password = "Winter-2031-frost"
    host     = self.public_ip
  }
  provisioner "remote-exec" {
    inline = ["echo ready", "export DB_PASSWORD=st4ple-g1raffe-9"]
    connection { password = var.password }
  }
}

variable "password" {
  type      = string
  sensitive = true
}

# What is not written here is no finding: a variable, an attribute, the file of a key.
resource "terraform_data" "clean" {
  provisioner "local-exec" {
    command     = "psql --host ${self.id} --password ${var.password}"
    environment = { PGPASSWORD = var.password }
  }
  connection { private_key = file("~/.ssh/id_rsa") }
}
