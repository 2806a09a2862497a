# Functions behind APIs and load balancers: `signed`, `private`, `login` and `inside` ask who calls or do not face the internet, the others may not.
resource "aws_iam_role" "r" {
  assume_role_policy  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
}
resource "aws_s3_bucket" "b" { bucket = "acme-data" }
resource "aws_lambda_function" "signed" {
  function_name = "signed"
  role          = aws_iam_role.r.arn
}
resource "aws_api_gateway_rest_api" "signed" { name = "signed" }
resource "aws_api_gateway_method" "signed" {
  rest_api_id   = aws_api_gateway_rest_api.signed.id
  resource_id   = aws_api_gateway_rest_api.signed.root_resource_id
  http_method   = "POST"
  authorization = "AWS_IAM"
}
resource "aws_lambda_permission" "signed" {
  function_name = aws_lambda_function.signed.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.signed.execution_arn}/*"
}
resource "aws_lambda_function" "open" {
  function_name = "open"
  role          = aws_iam_role.r.arn
}
resource "aws_api_gateway_rest_api" "open" { name = "open" }
resource "aws_api_gateway_method" "open" {
  for_each      = { GET = "AWS_IAM", POST = "NONE" }
  rest_api_id   = aws_api_gateway_rest_api.open.id
  resource_id   = aws_api_gateway_rest_api.open.root_resource_id
  http_method   = each.key
  authorization = each.value
}
resource "aws_lambda_permission" "open" {
  function_name = aws_lambda_function.open.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.open.execution_arn}/*"
}
resource "aws_lambda_function" "private" {
  function_name = "private"
  role          = aws_iam_role.r.arn
}
resource "aws_api_gateway_rest_api" "private" {
  name = "private"
  endpoint_configuration { types = ["PRIVATE"] }
}
resource "aws_lambda_permission" "private" {
  function_name = aws_lambda_function.private.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.private.execution_arn}/*"
}
resource "aws_lambda_function" "login" {
  function_name = "login"
  role          = aws_iam_role.r.arn
}
resource "aws_lb" "login" { name = "login" }
resource "aws_lb_target_group" "login" { target_type = "lambda" }
resource "aws_lb_listener" "login" {
  load_balancer_arn = aws_lb.login.arn
  default_action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn       = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a"
      user_pool_client_id = "a"
      user_pool_domain    = "a"
    }
  }
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.login.arn
  }
}
resource "aws_lambda_permission" "login" {
  function_name = aws_lambda_function.login.function_name
  action        = "lambda:InvokeFunction"
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.login.arn
}
resource "aws_lambda_function" "walk_in" {
  function_name = "walk_in"
  role          = aws_iam_role.r.arn
}
resource "aws_lb" "walk_in" { name = "walk_in" }
resource "aws_lb_target_group" "walk_in" { target_type = "lambda" }
resource "aws_lb_listener" "walk_in" {
  load_balancer_arn = aws_lb.walk_in.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.walk_in.arn
  }
}
resource "aws_lambda_permission" "walk_in" {
  function_name = aws_lambda_function.walk_in.function_name
  action        = "lambda:InvokeFunction"
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.walk_in.arn
}
resource "aws_lambda_function" "inside" {
  function_name = "inside"
  role          = aws_iam_role.r.arn
}
resource "aws_lb" "inside" {
  name     = "inside"
  internal = true
}
resource "aws_lb_target_group" "inside" { target_type = "lambda" }
resource "aws_lb_listener" "inside" {
  load_balancer_arn = aws_lb.inside.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.inside.arn
  }
}
resource "aws_lambda_permission" "inside" {
  function_name = aws_lambda_function.inside.function_name
  action        = "lambda:InvokeFunction"
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.inside.arn
}
