# What the expressions beside this folder may refer to.

variable "text" {
  type    = string
  default = "some text"
}

variable "null_text" {
  type    = string
  default = null
}

variable "number" {
  type    = number
  default = 42
}

variable "truth" {
  type    = bool
  default = true
}

variable "texts" {
  type    = list(string)
  default = ["b", "a", "c"]
}

variable "no_texts" {
  type    = list(string)
  default = []
}

variable "numbers" {
  type    = list(number)
  default = [3, "1", 2.5]
}

variable "lists" {
  type    = list(list(string))
  default = [["a"], [], ["b", "c"]]
}

variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}

variable "no_set" {
  type    = set(string)
  default = []
}

variable "number_set" {
  type    = set(number)
  default = [10, 9, "9"]
}

variable "map" {
  type    = map(string)
  default = { b = 2, a = "1" }
}

variable "no_map" {
  type    = map(string)
  default = {}
}

variable "number_map" {
  type    = map(number)
  default = { a = 1, c = "3" }
}

variable "objects" {
  type    = list(object({ a = string, b = optional(number, 3), c = optional(string) }))
  default = [{ a = 1 }, { a = "x", b = "4", d = true }]
}

variable "object" {
  type    = object({ a = optional(string, "none"), k = optional(object({ x1 = optional(number, 1), b = string }), { b = "inner" }), c = optional(list(string)) })
  default = {}
}

variable "anything" {
  type    = any
  default = { a = ["x"], b = 1 }
}

locals {
  tuple   = ["a", 1, true]
  object  = { a = "one", b = [1, 2], k = { a = "deep" } }
  empty   = []
  nothing = null
}

variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}

variable "object_set" {
  type    = set(object({ a = string, b = optional(bool) }))
  default = [{ a = "z" }, { a = "y", b = true }, { a = "z" }]
}

variable "object_map" {
  type    = map(object({ a = optional(string), k = optional(list(string), ["d"]) }))
  default = { b = { a = 1 }, a = { k = ["1", 2] } }
}

variable "list_map" {
  type    = map(list(string))
  default = { c = [], a = ["x", "y"] }
}

variable "any_list" {
  type    = list(any)
  default = [1, "x", null]
}

variable "any_map" {
  type    = map(any)
  default = { a = true, b = "c" }
}

variable "null_list" {
  type    = list(string)
  default = null
}

variable "null_map" {
  type    = map(string)
  default = null
}

variable "untyped" {
  default = [{ a = 1 }, "b", null]
}

locals {
  derived = { for key, value in var.object_map : key => value.k }
  chosen  = var.truth ? var.object_map.a : null
  grouped = { for object in var.objects : object.a => object.b... }
}

variable "secret_text" {
  type      = string
  default   = "hush"
  sensitive = true
}

variable "secret_texts" {
  type      = list(string)
  default   = ["x", "y"]
  sensitive = true
}

variable "secret_map" {
  type      = map(any)
  default   = { a = "1", k = "v" }
  sensitive = true
}

variable "secret_number" {
  default   = 3
  sensitive = true
}

variable "secret_null" {
  type      = string
  default   = null
  sensitive = true
}

locals {
  part_secret  = { a = sensitive("inner"), b = "plain", k = [sensitive(1), 2] }
  some_secrets = ["plain", var.secret_text, null]
  secret_set   = toset([var.secret_text, "b"])
}

locals {
  template = "Hello $${name}: %%{ for item in list ~} $${item}, %%{ endfor }%%{ if name == null }none%%{ endif }"
}
