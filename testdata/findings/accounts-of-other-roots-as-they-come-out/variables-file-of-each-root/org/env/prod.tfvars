account_id = "222233334401"
