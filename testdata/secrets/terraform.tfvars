app_password = "«Planted-variables-29»"
