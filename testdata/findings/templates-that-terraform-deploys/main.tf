resource "aws_cloudformation_stack" "p" {
  name          = "x"
  template_body = <<E
Resources:
  P:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: ["arn:aws:sns:us-east-1:111122223333:t"]
      PolicyDocument: {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}
E
}

resource "aws_cloudformation_stack" "q" {
  name          = "y"
  template_body = jsonencode({ Resources = { P = { Type = "AWS::SNS::TopicPolicy", Properties = { Topics = ["x"], PolicyDocument = jsondecode(jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Principal={Service="s3.amazonaws.com"},Action="sns:Publish",Resource="*"}]})) } } } })
}

resource "aws_cloudformation_stack_set" "s" {
  name          = "z"
  template_body = file("t.txt")
}

resource "aws_cloudcontrolapi_resource" "c" {
  type_name     = "AWS::SNS::TopicPolicy"
  desired_state = jsonencode({ PolicyDocument = jsondecode(jsonencode({Version="2012-10-17",Statement=[{Effect="Allow",Principal={Service="s3.amazonaws.com"},Action="sns:Publish",Resource="*"}]})), Topics = ["arn:aws:sns:us-east-1:111122223333:t"] })
}
