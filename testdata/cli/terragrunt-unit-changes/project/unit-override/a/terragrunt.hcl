terraform {
 source="../m"
}
