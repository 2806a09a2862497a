data "template_file" "queue" {
  template = file("${path.module}/queue.json.tpl")
  vars = {
    service = "s3.amazonaws.com"
    queue   = "arn:aws:sqs:eu-west-1:111122223333:jobs"
  }
}

resource "aws_sqs_queue_policy" "queue" {
  queue_url = "jobs"
  policy    = data.template_file.queue.rendered
}

data "aws_iam_role" "deploy" {
  name = "deploy"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [data.aws_iam_role.deploy.arn]
    }
  }
}

# An own role is no stranger.
resource "aws_iam_role" "role" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

# As people wrote it before Terraform 0.12.
data "template_file" "old" {
  template = "${file("${path.module}/queue.json.tpl")}"
  vars {
    service = "events.amazonaws.com"
    queue   = "arn:aws:sqs:eu-west-1:111122223333:old"
  }
}

resource "aws_sqs_queue_policy" "old" {
  queue_url = "old"
  policy    = "${data.template_file.old.rendered}"
}
