resource "aws_ssm_document" "join" {
  name          = "join-domain"
  document_type = "Command"
  content       = "{}"
  permissions   = { type = "Share", account_ids = «"All"» }
}
