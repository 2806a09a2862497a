resource "aws_sns_topic_policy" "around" {
  arn        = "arn:aws:sns:eu-west-1:111122223333:t"
  password   = <<-EOT
    «Qz8hunterXk0»
  EOT
  passwords  = [<<EOT
«Qz8hunterXk1»
EOT
  , "x"]
  dbpassword = chomp(<<EOT
«Qz8hunterXk2»
EOT
  )
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }] })
  /* password:
     «Qz8hunterXk3» */
  # password =
  #   "«Qz8hunterXk4»"
}
resource "aws_sns_topic_policy" "behind" {
  arn      = "arn:aws:sns:eu-west-1:111122223333:t"
  members  = { "pass\u0077ord" = "«Qz8hunterXk5»" }
  more     = { ("password") = "«Qz8hunterXk6»" }
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" }] })
  password = format("%s",
    "«Qz8hunterXk7»")
  /*
  password = <<EOT
  «Qz8hunterXk8»
EOT
  */
}
resource "aws_ecs_service" "arguments" {
  command = ["--password", "«Qz8hunterXk9»"]
  note    = "SET PASSWORD FOR root = '«Qz8hunterXk10»'"
}
