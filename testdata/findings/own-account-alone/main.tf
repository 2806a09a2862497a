data "aws_caller_identity" "current" {}
resource "aws_ram_resource_share" "s" { name = "s" }
resource "aws_ram_principal_association" "p" {
  principal          = data.aws_caller_identity.current.account_id
  resource_share_arn = aws_ram_resource_share.s.arn
}
