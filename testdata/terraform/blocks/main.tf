# What nested blocks hold, as `terraform plan` makes it of them.
variable "places" {
  type    = list(string)
  default = ["x", "y", "x"]
}
variable "sides" {
  type    = set(number)
  default = [443, 80]
}
variable "is_open" {
  type = bool
}

# Names that mean something to Terraform at the top of a resource mean nothing to it inside.
resource "aws_codepipeline" "named_as_meta_arguments" {
  count    = 1
  provider = aws
  stage {
    action {
      provider = "CodeBuild"
    }
  }
  inner {
    count      = 3
    for_each   = "a"
    depends_on = "b"
    lifecycle {
      a = 1
    }
    connection {
      a = 2
    }
    dynamic "provisioner" {
      for_each = ["p"]
      content {
        count = 4
      }
    }
  }
}

# The key of a list is the place, that of a set the element.
resource "aws_a" "keys" {
  dynamic "tuple" {
    for_each = ["x", { y = 1 }]
    content { at = tuple.key }
  }
  dynamic "list" {
    for_each = var.places
    content { at = "${list.key}${list.value}" }
  }
  dynamic "set" {
    for_each = var.sides
    content { at = set.key }
  }
  dynamic "map" {
    for_each = { k = "x" }
    content { at = map.key }
  }
  dynamic "outer" {
    for_each = [["p", "q"], []]
    content {
      dynamic "inner" {
        for_each = outer.value
        iterator = each_one
        content { at = "${outer.key}-${each_one.key}-${each_one.value}" }
      }
    }
  }
  dynamic "moved" {
    for_each = concat(var.is_open ? ["first"] : [], ["second"])
    content { at = "${moved.key} ${moved.value}" }
  }
}

# The provider fills in what a block does not say.
resource "aws_apigatewayv2_domain_name" "d" {
  domain_name_configuration {
    endpoint_type = "REGIONAL"
    empty         = null
    inner {
      a = 1
    }
  }
}
data "aws_other" "d" {
  filter {
    name = "n"
  }
}
output "computed" {
  value = {
    written      = aws_apigatewayv2_domain_name.d.domain_name_configuration[0].endpoint_type
    plain        = aws_apigatewayv2_domain_name.d.domain_name_configuration[0].target_domain_name
    of_one       = aws_apigatewayv2_domain_name.d.domain_name_configuration.0.target_domain_name
    tried        = try(aws_apigatewayv2_domain_name.d.domain_name_configuration[0].target_domain_name, "none")
    can          = can(aws_apigatewayv2_domain_name.d.domain_name_configuration[0].target_domain_name)
    splat        = aws_apigatewayv2_domain_name.d.domain_name_configuration[*].target_domain_name
    inside       = try(aws_apigatewayv2_domain_name.d.domain_name_configuration[0].inner[0].b, "none")
    left_out     = try(aws_apigatewayv2_domain_name.d.domain_name_configuration[0].empty, "none")
    of_the_whole = [for one in [aws_apigatewayv2_domain_name.d] : try(one.domain_name_configuration[0].target_domain_name, "none")]
    data         = try(data.aws_other.d.filter[0].values, "none")
    no_block     = try(aws_apigatewayv2_domain_name.d.domain_name_configuration[1].target_domain_name, "none")
  }
}
