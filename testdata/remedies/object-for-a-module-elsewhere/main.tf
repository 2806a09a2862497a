# What the module calls the member is not known: no edit.
module "topic" {
  source = "git::https://git.example.com/modules.git//topic"
  statements = [{
    effect     = "Allow"
    actions    = ["sns:Publish"]
    resources  = ["arn:aws:sns:eu-west-1:111122223333:t"]
    principals = [{ type = "Service", identifiers = ["s3.amazonaws.com"] }]
  }]
}
