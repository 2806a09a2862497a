terraform {
 source="../m"
}
generate "x" {
 path="r.tf.json"
 if_exists="overwrite"
 contents=jsonencode({resource={aws_s3_bucket_policy={z={bucket="b",policy="{}"}}}})
}
