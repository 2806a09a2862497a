account_ids = { data-production = "111122223333", common-production = "555566667777" }
