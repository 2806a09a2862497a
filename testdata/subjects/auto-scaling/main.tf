resource "aws_launch_template" "strict" {
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_template" "lax" {
  metadata_options {
    http_tokens = "optional"
  }
}

resource "aws_launch_configuration" "old" {
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_autoscaling_group" "by_template" {
  launch_template {
    id = aws_launch_template.strict.id
  }
}

resource "aws_autoscaling_group" "mixed" {
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.strict.id
      }
      override {
        launch_template_specification {
          launch_template_id = aws_launch_template.lax.id
        }
      }
    }
  }
}

resource "aws_autoscaling_group" "by_configuration" {
  launch_configuration = aws_launch_configuration.old.name
}

resource "aws_autoscaling_group" "elsewhere" {
  launch_configuration = "made-by-hand"
}
