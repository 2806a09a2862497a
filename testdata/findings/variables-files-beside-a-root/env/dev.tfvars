partner = "111122223333"
queues  = { shared = "lambda.amazonaws.com" }
open    = true
