resource "aws_api_gateway_rest_api" "nobody" {
  name = "nobody"
}

resource "aws_api_gateway_rest_api_policy" "nobody" {
  rest_api_id = aws_api_gateway_rest_api.nobody.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.nobody.execution_arn}/*"
    }]
  })
}

resource "aws_api_gateway_method" "nobody_get" {
  rest_api_id   = aws_api_gateway_rest_api.nobody.id
  resource_id   = aws_api_gateway_rest_api.nobody.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_rest_api" "nobody_under_tls" {
  name = "nobody_under_tls"
}

resource "aws_api_gateway_rest_api_policy" "nobody_under_tls" {
  rest_api_id = aws_api_gateway_rest_api.nobody_under_tls.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.nobody_under_tls.execution_arn}/*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}

resource "aws_api_gateway_method" "nobody_under_tls_get" {
  rest_api_id   = aws_api_gateway_rest_api.nobody_under_tls.id
  resource_id   = aws_api_gateway_rest_api.nobody_under_tls.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_rest_api" "pool" {
  name = "pool"
}

resource "aws_api_gateway_rest_api_policy" "pool" {
  rest_api_id = aws_api_gateway_rest_api.pool.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.pool.execution_arn}/*"
    }]
  })
}

resource "aws_api_gateway_method" "pool_get" {
  rest_api_id   = aws_api_gateway_rest_api.pool.id
  resource_id   = aws_api_gateway_rest_api.pool.root_resource_id
  http_method   = "GET"
  authorization = "COGNITO_USER_POOLS"
  authorizer_id = "abc"
}

resource "aws_api_gateway_method" "pool_options" {
  rest_api_id   = aws_api_gateway_rest_api.pool.id
  resource_id   = aws_api_gateway_rest_api.pool.root_resource_id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_rest_api" "signed" {
  name = "signed"
}

resource "aws_api_gateway_rest_api_policy" "signed" {
  rest_api_id = aws_api_gateway_rest_api.signed.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.signed.execution_arn}/*"
    }]
  })
}

resource "aws_api_gateway_method" "signed_get" {
  rest_api_id   = aws_api_gateway_rest_api.signed.id
  resource_id   = aws_api_gateway_rest_api.signed.root_resource_id
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_rest_api" "some" {
  name = "some"
}

resource "aws_api_gateway_rest_api_policy" "some" {
  rest_api_id = aws_api_gateway_rest_api.some.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.some.execution_arn}/*"
    }]
  })
}

resource "aws_api_gateway_method" "some_get" {
  rest_api_id   = aws_api_gateway_rest_api.some.id
  resource_id   = aws_api_gateway_rest_api.some.root_resource_id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = "abc"
}

resource "aws_api_gateway_method" "some_post" {
  rest_api_id   = aws_api_gateway_rest_api.some.id
  resource_id   = aws_api_gateway_rest_api.some.root_resource_id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_rest_api" "some_of_one_path" {
  name = "some_of_one_path"
}

resource "aws_api_gateway_rest_api_policy" "some_of_one_path" {
  rest_api_id = aws_api_gateway_rest_api.some_of_one_path.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.some_of_one_path.execution_arn}/prod/GET/*"
    }]
  })
}

resource "aws_api_gateway_method" "some_of_one_path_get" {
  rest_api_id   = aws_api_gateway_rest_api.some_of_one_path.id
  resource_id   = aws_api_gateway_rest_api.some_of_one_path.root_resource_id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = "abc"
}

resource "aws_api_gateway_method" "some_of_one_path_post" {
  rest_api_id   = aws_api_gateway_rest_api.some_of_one_path.id
  resource_id   = aws_api_gateway_rest_api.some_of_one_path.root_resource_id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_rest_api" "key" {
  name = "key"
}

resource "aws_api_gateway_rest_api_policy" "key" {
  rest_api_id = aws_api_gateway_rest_api.key.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.key.execution_arn}/*"
    }]
  })
}

resource "aws_api_gateway_method" "key_get" {
  rest_api_id   = aws_api_gateway_rest_api.key.id
  resource_id   = aws_api_gateway_rest_api.key.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
  api_key_required = true
}

resource "aws_api_gateway_rest_api" "elsewhere" {
  name = "elsewhere"
}

resource "aws_api_gateway_rest_api_policy" "elsewhere" {
  rest_api_id = aws_api_gateway_rest_api.elsewhere.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.elsewhere.execution_arn}/*"
    }]
  })
}
