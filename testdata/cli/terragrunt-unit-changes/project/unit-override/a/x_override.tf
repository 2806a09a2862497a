variable "open" {
 default=true
}
