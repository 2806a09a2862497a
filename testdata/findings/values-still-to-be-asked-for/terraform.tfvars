region      = "Replace with AWS region you want notification for CloudTrail to be set up"
external_id = "Replace with your organization GUID assigned to you by Expel."
topic_arn   = "Replace with your AWS SNS Topic ARN"
