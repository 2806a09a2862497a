inputs = {
  account_id = "222233334404"
}
