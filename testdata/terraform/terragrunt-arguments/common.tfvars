file = "common"
