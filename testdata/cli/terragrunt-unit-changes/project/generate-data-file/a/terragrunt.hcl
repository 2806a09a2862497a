terraform {
 source="../m"
}
generate "x" {
 path="p.json"
 if_exists="overwrite"
 contents="{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudtrail.amazonaws.com\"},\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::example-trail-logs/*\"}]}"
}
