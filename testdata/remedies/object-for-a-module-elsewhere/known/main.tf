# Another statement shows what it is called.
module "topic" {
  source = "git::https://git.example.com/modules.git//topic"
  statements = [
    {
      effect     = "Allow"
      actions    = ["sns:Publish"]
      resources  = ["arn:aws:sns:eu-west-1:111122223333:t"]
      principals = [{ type = "Service", identifiers = ["s3.amazonaws.com"] }]
    },
    {
      effect     = "Allow"
      actions    = ["sns:Publish"]
      resources  = ["arn:aws:sns:eu-west-1:111122223333:t"]
      principals = [{ type = "Service", identifiers = ["events.amazonaws.com"] }]
      conditions = [{ test = "StringEquals", variable = "aws:SourceAccount", values = ["111122223333"] }]
    },
  ]
}
