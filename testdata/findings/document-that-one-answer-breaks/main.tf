# The document is well-formed unless somebody asks for the second statement.
variable "with_more" {
  type = bool
}

resource "aws_sns_topic_policy" "topic" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:topic"
  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "sns:Publish", "Principal": { "Service": "s3.amazonaws.com" }, "Resource": "*" }
%{if var.with_more}
    { "Effect": "Allow", "Action": "sns:Publish", "Principal": { "AWS": "111122223333" }, "Resource": "*" }
%{endif}
  ]
}
EOT
}
