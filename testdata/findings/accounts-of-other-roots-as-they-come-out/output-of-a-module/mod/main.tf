output "accounts" { value = { org = "222233334403" } }
