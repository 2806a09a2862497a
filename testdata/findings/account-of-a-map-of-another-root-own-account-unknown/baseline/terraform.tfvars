account_ids = { data-production = "111122223333" }
