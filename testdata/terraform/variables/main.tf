variable "given" {}
variable "automatic" {
  default = "default"
}
variable "command" {
  type    = number
  default = 1
}
variable "listed" {
  type = list(string)
}
variable "nothing" {}
variable "nullable" {
  default  = "kept"
  nullable = false
}
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
variable "object" {
  type = object({
    name  = string
    count = optional(number, 3)
    flag  = optional(bool)
    inner = optional(object({ a = optional(string, "deep") }), {})
  })
  default = { name = 5, extra = "dropped" }
}
variable "objects" {
  type    = map(object({ a = optional(string, "x"), b = string }))
  default = { one = { b = true } }
}
output "all" {
  value = [var.given, var.automatic, var.command + 1, var.listed, var.nothing, var.nullable, var.secret, var.object, var.objects, "x-${var.nothing}", terraform.workspace, path.module, var.missing]
}
