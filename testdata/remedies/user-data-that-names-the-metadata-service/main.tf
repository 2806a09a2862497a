# What keeps others from the address does not read it.
resource "aws_instance" "docker" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    iptables -I DOCKER-USER -d 169.254.169.254/32 -j DROP
    iptables -I FORWARD --destination 169.254.169.254 -j REJECT
    ip route add blackhole 169.254.169.254/32
    curl -sL https://example.com/install.sh | bash
  EOT
}

resource "aws_instance" "proxied" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    echo "NO_PROXY=169.254.169.254,localhost,169.254.169.254" >> /etc/environment
    export no_proxy="169.254.169.254"
    curl --noproxy 169.254.169.254 https://example.com/latest/meta-data
  EOT
}

resource "aws_instance" "commented" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    # curl http://169.254.169.254/latest/meta-data/ would need a token.
    echo "169.254.169.254 metadata" >> /etc/hosts
    aws s3 cp s3://instance-data/latest/ec2-metadata .
    yum install -y ec2-metadata
  EOT
}

resource "aws_instance" "with_a_token" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 60"`
    curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id
  EOT
}

# What follows reads it.
resource "aws_instance" "with_a_scheme" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = "curl --noproxy '*' http://169.254.169.254"
}

resource "aws_instance" "with_a_path" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = "fetch 169.254.169.254/2009-04-04/meta-data/instance-id"
}

resource "aws_instance" "by_the_address_alone" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = "id | wget -qO- '169.254.169.254'"
}

resource "aws_instance" "by_a_variable" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    HOST=169.254.169.254
    curl "http://$HOST/latest/meta-data/instance-id"
  EOT
}

resource "aws_instance" "over_ipv6" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = "curl http://[fd00:ec2::254]/latest/meta-data/"
}

resource "aws_instance" "by_its_name" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = "curl http://instance-data/latest/meta-data/local-ipv4"
}

resource "aws_instance" "by_a_program" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/bash
    hostnamectl set-hostname "$(/usr/bin/ec2metadata --instance-id)"
  EOT
}
