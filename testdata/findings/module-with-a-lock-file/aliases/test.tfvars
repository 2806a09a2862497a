name = "acme-logs-elsewhere"
