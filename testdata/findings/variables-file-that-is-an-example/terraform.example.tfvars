is_enabled = false
