app_password = "«Planted-variables-29»"
from_file    = "«Planted-file-48»"
