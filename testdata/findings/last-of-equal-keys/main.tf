# The AWS provider reads a policy and writes it again: of equal keys AWS gets the last.
resource "aws_sns_topic_policy" "guard_is_lost" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = <<-EOT
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:Publish", "Resource": "*",
      "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}, "StringEquals": {"aws:PrincipalType": "AWSService"}}}]}
  EOT
}

resource "aws_sns_topic_policy" "guard_stays" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:u"
  policy = <<-EOT
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:Publish", "Resource": "*",
      "Condition": {"StringEquals": {"aws:PrincipalType": "AWSService"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}}]}
  EOT
}

data "aws_iam_policy_document" "source" {
  source_policy_documents = [
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}, \"Action\": \"sns:Publish\", \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"aws:SourceAccount\": \"111122223333\"}, \"StringEquals\": {\"aws:PrincipalType\": \"AWSService\"}}}]}",
  ]
}

resource "aws_sns_topic_policy" "source" {
  arn    = "arn:aws:sns:eu-west-1:111122223333:v"
  policy = data.aws_iam_policy_document.source.json
}
