module "queue" {
  source = "./module"
}

# Neither can this text ask for it, nor can that file.
resource "aws_sqs_queue" "text" {
  name   = "text"
  policy = file("${path.module}/texts/queue.json")
}
