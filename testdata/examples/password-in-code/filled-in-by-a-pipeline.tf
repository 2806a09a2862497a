resource "aws_db_instance" "p0" {
  password = "#{secret_x_password}#"
}
resource "aws_db_instance" "p1" {
  password = "#{DbPassword}"
}
resource "aws_db_instance" "p2" {
  password = "#{db.password}#"
}
resource "aws_db_instance" "p3" {
  password = "@@DB_PASSWORD@@"
}
resource "aws_db_instance" "p4" {
  password = "@DB_PASSWORD@"
}
resource "aws_db_instance" "p5" {
  password = "@db.password@"
}
resource "aws_db_instance" "p6" {
  password = "ref+awsssm://x/y"
}
resource "aws_db_instance" "written" {
  password = "«@Admin123@»"
}
