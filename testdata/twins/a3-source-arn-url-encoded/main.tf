resource "aws_s3_bucket_policy" "this" {
  bucket = "example-website"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "amplify.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::example-website/prefix/*"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = "111122223333"
          "aws:SourceArn"     = "arn%3Aaws%3Aamplify%3Aeu-west-1%3A111122223333%3Aapps%2Fd1%2Fbranches%2Fmain"
        }
      }
    }]
  })
}
