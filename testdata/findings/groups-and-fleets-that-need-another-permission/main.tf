# A group or fleet launches instances for whoever may run instances too.
locals {
  with = {
    group        = ["autoscaling:CreateAutoScalingGroup", "ec2:CreateLaunchTemplate"]
    group_runs   = ["autoscaling:CreateAutoScalingGroup", "ec2:RunInstances"]
    spot         = ["ec2:RequestSpotFleet"]
    launch       = ["autoscaling:CreateLaunchConfiguration"]
    launch_group = ["autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"]
    fleet        = ["ec2:CreateFleet"]
    task         = ["ecs:RegisterTaskDefinition", "ecs:RunTask"]
  }
}

resource "aws_iam_user" "u" {
  for_each = local.with
  name     = each.key
}

resource "aws_iam_user_policy" "u" {
  for_each = local.with
  user     = aws_iam_user.u[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = concat(each.value, ["iam:PassRole"]), Resource = "*" }]
  })
}
