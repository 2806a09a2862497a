unit "queue" {
  source = "../../live/prod/eu/queue"
  path   = "queue"
}
