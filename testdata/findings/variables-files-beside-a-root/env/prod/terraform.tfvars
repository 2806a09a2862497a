partner = "999988887777"
queues  = { shared = "s3.amazonaws.com", only-in-production = "s3.amazonaws.com" }
