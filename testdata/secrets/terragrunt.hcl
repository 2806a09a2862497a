terraform {
  source = "git::https://oauth2:«Planted-source-46»@git.example.com/acme/modules.git//queue"
}
inputs = {
  db_password = "«Planted-input-47»"
  token       = "«glp~at-QwErTyUiOpAsDfGhJkLz»"
}
