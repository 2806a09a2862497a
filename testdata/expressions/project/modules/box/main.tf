# A module that hands on what it gets, in the types that it declares.

variable "texts" {
  type    = list(string)
  default = ["m"]
}

variable "settings" {
  type = object({
    a = optional(string, "a")
    b = optional(map(number), { c = 1 })
    k = optional(set(string))
  })
  default = {}
}

variable "strict" {
  type     = number
  default  = 5
  nullable = false
}

variable "whatever" {
  default = null
}

locals {
  doubled = [for text in var.texts : "${text}${text}"]
}

output "texts" {
  value = var.texts
}

output "settings" {
  value = var.settings
}

output "strict" {
  value = var.strict
}

output "whatever" {
  value = var.whatever
}

output "doubled" {
  value = local.doubled
}
