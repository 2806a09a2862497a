# Ways to write a password in a script, beside a finding.
resource "aws_instance" "forms" {
  ami       = "ami-1"
  user_data = <<-EOF
    #!/bin/bash
    redis-cli -a «Vq7Zk4pQw00Lm» ping
    ldapadd -D cn=admin -w «Vq7Zk4pQw01Lm» -f x
    aws configure set aws_secret_access_key «Vq7Zk4pQw02Lm»
    htpasswd -b /etc/h admin «Vq7Zk4pQw03Lm»
    htpasswd -bc /etc/h admin «Vq7Zk4pQw04Lm»
    mysqladmin -u root password «Vq7Zk4pQw05Lm»
    smbclient -U 'DOM/u%«Vq7Zk4pQw06Lm»' //h/s
    useradd -p «Vq7Zk4pQw07Lm» bob
    vault login «Vq7Zk4pQw08Lm»
    net use Z: \\h\s /user:u «Vq7Zk4pQw09Lm»
    net user bob «Vq7Zk4pQw10Lm»
    az login -u u -p «Vq7Zk4pQw11Lm»
    zip -P «Vq7Zk4pQw12Lm» a.zip b
    7z x -p«Vq7Zk4pQw13Lm» a.7z
    keytool -storepass «Vq7Zk4pQw14Lm» -list
    sqlcmd -S h -U sa -P «Vq7Zk4pQw15Lm»
    sqlplus scott/«Vq7Zk4pQw16Lm»@db
    export JDBC=jdbc:oracle:thin:scott/«Vq7Zk4pQw17Lm»@//h:1521/x
    mc alias set m https://h AKEY «Vq7Zk4pQw18Lm»
    rabbitmqctl add_user u «Vq7Zk4pQw19Lm»
    kubectl create secret generic x --from-literal=db=«Vq7Zk4pQw20Lm»
    <password>«Vq7Zk4pQw21Lm»</password>
    <DbPassword type="x">«Vq7Zk4pQw22Lm»</DbPassword>
    machine h login u password «Vq7Zk4pQw23Lm»
    requirepass «Vq7Zk4pQw24Lm»
    curl -H "Authorization: Token «Vq7Zk4pQw25Lm»" https://h
    curl -H "Authorization: «Vq7Zk4pQw26Lm»" https://h
    git clone https://«Vq7Zk4pQw27Lm»@h/r.git
    psql postgres://u:«Vq7Zk4pQw28Lm»/x@h/db
    ALTER USER bob IDENTIFIED BY "«Vq7Zk4pQw29Lm»";
    ALTER USER bob IDENTIFIED BY «Vq7Zk4pQw30Lm»;
    SET PASSWORD FOR 'u'@'h' = PASSWORD('«Vq7Zk4pQw31Lm»');
    INSERT INTO users (name, password) VALUES ('bob', '«Vq7Zk4pQw32Lm»');
    echo «Vq7Zk4pQw33Lm» | docker login -u u --password-stdin
    printf '«Vq7Zk4pQw34Lm»\n«Vq7Zk4pQw34Lm»\n' | passwd root
    echo -e "«Vq7Zk4pQw35Lm»\n«Vq7Zk4pQw35Lm»" | smbpasswd -a u
    chpasswd <<< "u:«Vq7Zk4pQw36Lm»"
    chpasswd <<< 'u:«Vq7Zk4pQw37Lm»'
    wpa_passphrase net «Vq7Zk4pQw38Lm»
    nmcli dev wifi connect n password «Vq7Zk4pQw39Lm»
    setx PASSWORD «Vq7Zk4pQw40Lm»
    New-LocalUser -Name u -Password (ConvertTo-SecureString -AsPlainText "«Vq7Zk4pQw41Lm»" -Force)
    $p = ConvertTo-SecureString -Force -AsPlainText «Vq7Zk4pQw42Lm»
    [Environment]::SetEnvironmentVariable("PASSWORD","«Vq7Zk4pQw43Lm»")
    os.environ.setdefault("PASSWORD", "«Vq7Zk4pQw44Lm»")
    config.set("db", "password", "«Vq7Zk4pQw45Lm»")
    setenv PASSWORD «Vq7Zk4pQw46Lm»
    env PASSWORD "«Vq7Zk4pQw47Lm»"
    ENV PASSWORD «Vq7Zk4pQw48Lm»
    ssh-keygen -N «Vq7Zk4pQw49Lm» -f k
    snowsql -u u -p «Vq7Zk4pQw50Lm»
    password: !vault «Vq7Zk4pQw52Lm»
    api-key «Vq7Zk4pQw53Lm»
    SharedAccessSignature=sv=1&sig=«Vq7Zk4pQw54Lm»
    SECRET «Vq7Zk4pQw55Lm»
    secret «Vq7Zk4pQw56Lm»
    server h auth_user u auth_pass «Vq7Zk4pQw57Lm»
    auth_pass «Vq7Zk4pQw58Lm»
    curl --proxy-user u:«Vq7Zk4pQw59Lm» h
    password is «Vq7Zk4pQw60Lm»
    Password "«Vq7Zk4pQw61Lm»"
    pass «Vq7Zk4pQw62Lm»
    PASS «Vq7Zk4pQw63Lm»
    basic_auth = "u:«Vq7Zk4pQw64Lm»"
    export A=postgres://u:«aB3xY9kQ2m@aB3xY9kQ2m2»@h/db
    export B=postgres://u:«aB3xY9kQ2m/aB3xY9kQ2m3»@h/db
    export C=https://«aafb77b4460ecec9524998a26259bebd»@o1.ingest.sentry.io/1
    {"auths": {"h": {"auth": "«dTpwNHNzd29yZDE=»"}}}
    -----BEGIN EC PRIVATE KEY-----
    Proc-Type: 4,ENCRYPTED
    DEK-Info: AES-128-CBC,«0123456789ABCDEF0123456789ABCDEF»

    «Wq7Zk4pQwLm9xTVq7Zk4pQwLm9xTab00»
    «Wq7Zk4pQwLm9xTVq7Zk4pQwLm9xTab01»
    «Wq7Zk4pQwLm9==»
    -----END EC PRIVATE KEY-----
  EOF
}
resource "aws_sqs_queue" "commented" {
  name = "x"
  # the password is «Xq7Zk4pQwLm9xT» (ask Bob)
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" }] })
}

# deputylint: ignore[wildcard-principal] the password is «Xq7Zk4pQwLm9xT2», so nobody guesses it
resource "aws_sqs_queue" "suppressed" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" }] })
}
module "by_query" {
  source = "https://h/m.zip?X-Tok=«Xq7Zk4pQwLm9xT3»"
}
module "by_user" {
  source = "git::https://«Xq7Zk4pQwLm9xT4»@h/r.git"
}
variable "key_password" {
  default = "«Xq7Zk4pQwLm9xT5»"
}
resource "aws_sqs_queue" "of_key" {
  for_each = toset([var.key_password])
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" }] })
}
output "indexed" { value = { a = 1 }[var.key_password] }
output "read" { value = file("/etc/${var.key_password}") }
