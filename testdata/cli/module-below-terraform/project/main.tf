module "m" {
 source="./.terraform/x"
}
