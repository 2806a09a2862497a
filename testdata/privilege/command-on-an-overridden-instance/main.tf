resource "aws_iam_user" "dev" {
  name = "dev"
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ssm:SendCommand", Resource = ["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:document/AWS-RunShellScript"] },
    ]
  })
}

resource "aws_iam_instance_profile" "box" {
  name = "box"
  role = aws_iam_role.admin.name
}

resource "aws_launch_template" "plain" {
  name = "plain"
}

resource "aws_launch_template" "strong" {
  name = "strong"
  iam_instance_profile {
    arn = aws_iam_instance_profile.box.arn
  }
}

resource "aws_autoscaling_group" "web" {
  name = "web"
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.plain.id
      }
      override {
        instance_type = "m7g.large"
        launch_template_specification {
          launch_template_id = aws_launch_template.strong.id
        }
      }
    }
  }
}

resource "aws_iam_role" "admin" {
  name = "admin"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.admin.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
