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
