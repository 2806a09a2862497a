on_file = ""
emptied = ""
