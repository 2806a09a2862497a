terraform {
 source="../m"
}
generate "x" {
 path="v_override.tf"
 if_exists="overwrite"
 contents="variable \"open\" {\n  default = true\n}\n"
}
