variable "additional_plugins" {
  description = "List of additional Jenkins plugins to install"
  type        = list(string)
  default     = ["ansicolor:1.0.6", "credentials:1413.va_51c53703df1", "dark-theme:524.vd675b_22b_30cb_"]
}
