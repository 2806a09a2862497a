variable "p0" { type = bool }
variable "p1" { type = bool }
variable "p2" { type = bool }
variable "p3" { type = bool }
variable "p4" { type = bool }
variable "p5" { type = bool }
variable "p6" { type = bool }
resource "aws_sns_topic" "t" {
  name = "example"
}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = data.aws_iam_policy_document.t.json
}
data "aws_iam_policy_document" "t" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
  dynamic "statement" {
    for_each = var.p0 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.p1 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.p2 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.p3 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.p4 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.p5 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.p6 ? [1] : []
    content {
      actions   = ["sns:Subscribe"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = ["111122223333"]
      }
    }
  }
}
