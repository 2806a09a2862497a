inputs = jsondecode(run_cmd("x"))
