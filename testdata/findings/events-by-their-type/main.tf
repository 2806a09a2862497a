# The caller chooses the type and the source of the event. A plain operator compares them, as the user guide's policies do.
resource "aws_cloudwatch_event_bus_policy" "everybody" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = "*", Action = "events:PutEvents", Resource = "arn:aws:events:eu-west-1:111122223333:event-bus/default"
      Condition = { StringEquals = { "events:detail-type" = "newOrderCreated", "events:source" = "com.example" } }
    }]
  })
}
