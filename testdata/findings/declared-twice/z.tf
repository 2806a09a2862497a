locals {
  c = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
}
