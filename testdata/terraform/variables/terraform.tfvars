given = "tfvars"
automatic = "tfvars"
nullable = null
