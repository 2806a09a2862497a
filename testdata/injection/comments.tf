# ##[stop-commands]x
# ::stop-commands::x
/*
::error file=a.tf,line=1::from a comment
  ::set-env name=PATH::x
##vso[task.setvariable variable=x]y
##[error]from a comment [2J[31m ‮⁦ 
*/
resource "aws_sns_topic" "t" { name = "t" } # ##[group]
resource "aws_sns_topic_policy" "t" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({
    Statement = [{
      Sid = "##[error]sid" # ##[stop-commands]t ###[error]
      Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sns:Publish", Resource = "*" # ##[add-mask][2J[31m
      Condition = { StringLike = { "aws:SourceAccount" = "*##[warning]w*" } }
    }]
  })
}
