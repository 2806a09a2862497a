# What is planted where nobody expects more than names, and beside what belongs to no token.
# deputylint: ignore[«gh~p_zymMlopiWfqUyHRSIf8NFmAUNLnY5Yx0y3Rn»] why
variable "planted_password" {
  default = "«Tr0ub4dor&3-planted»"
}
module "elsewhere" {
  source = "git::https://u:«l1RqkPHRZG632Iep»@h/x"
}
locals {
  services = { "«gh~p_pHoRTAzHJepquXKvFmgYOb8cBdum7dQslr57»" = "cloudtrail.amazonaws.com" }
}
resource "aws_s3_bucket_policy" "places" {
  for_each = toset(["«gh~p_yymMlopiWfqUyHRSIf8NFmAUNLnY5Yx0y3Rn»"])
  bucket   = "b"
  policy = jsonencode({ Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:«gh~p_xymMlopiWfqUyHRSIf8NFmAUNLnY5Yx0y3Rn»", Resource = "arn:aws:s3:::b/*" },
    { Effect = "Allow", Principal = { Service = "«gh~p_QqaKHsmUxhkwyjStHqmCd89bwojMf13ybw8u».amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*" },
    { Effect = "Allow", Principal = { Service = values(local.services)[0] }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/«np~m_qIz0Wiw8SE7diV3TMXVjM8AhghjsllAj7n4J»*" },
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/«dap~iaf783b52901a6ccaccdb251bce79793a»*" },
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/«S~K0ad8541c1a36ff6a1e2d3c4b5a697887»*" },
    { Effect = "Allow", Principal = { Service = "config.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::b/*", Condition = { StringEquals = { "aws:«gh~p_wymMlopiWfqUyHRSIf8NFmAUNLnY5Yx0y3Rn»" = "x", "aws:UserAgent" = var.planted_password } } },
  ] })
}
resource "aws_instance" "places" {
  user_data = "#!/bin/sh\n«S~K4e5a22fac180d6b2e6e1b465e551305f»\n«sk_~test_R0Af7BOfjtNayviHzm5YdOnC»\nx%0A«np~m_rIz0Wiw8SE7diV3TMXVjM8AhghjsllAj7n4J»%0A"
}
resource "aws_db_instance" "places" {
  password            = "https://a.blob.core.windows.net/c?sv=2020-01-01&sig=«4ypIjXebblnovNqW8ePaBhQBfS2UxFBJ4yXJ5PquTwZ%3D»"
  publicly_accessible = true
}
resource "aws_db_instance" "webhook" {
  password            = "https://discord.com/api/webhooks/148310345914499337/«QCHbMVqeXyhVbsFW85ZTCBY7WuGpMSI733g6szXneL7rDVFvMfSbdKfOi3AmB4QQLLbb»"
  publicly_accessible = true
}
resource "aws_lambda_function" "places" {
  function_name = "places"
  environment {
    variables = {
      connection_string = "«Qz7hunterXk0»"
      DATABASE_URL      = "«Qz7hunterXk1»"
      SECRET_KEY_BASE   = "«Qz7hunterXk2»"
      dbpw              = "«Qz7hunterXk3»"
      psk               = "«Qz7hunterXk4»"
      jwt               = "«Qz7hunterXk5»"
      bearer            = "«Qz7hunterXk6»"
      pin               = "«Qz7hunterXk7»"
      salt              = "«Qz7hunterXk8»"
      webhook_url       = "«Qz7hunterXk9»"
      sasl_jaas_config  = "«Qz7hunterXk10»"
      A                 = "«glc~bt-V7_aCmPHWDFOTanUcMojOBl»"
      B                 = "«whs~ec_uFyxiN13Xon7B0GDrA934mC8o4WsHcTn»"
      C                 = "«GOC~SPX-30xXxlCyMdBlEmGDu7ewlStQ0tMc»"
      D                 = "«ke~y-3f3d9cf02eb7ba30357967f196ce8156»"
      E                 = "«22c5d46d9322af4722c79f6ada5e474d-~us12»"
      F                 = "«dck~r_pat_K32tgHF5O7UZdRxoPZiuaaYSiBG»"
      G                 = "«ci~oavHBY25XyU52x3oXUewKTkN5jWgZcIwz»"
      H                 = "«s~.lHFLxl5hFZlJlhyz0flR7fFe»"
      I                 = "«h~f_zlqobgXa5xOONie9D6E59ApuZQ1m6YR5Dl»"
      J                 = "«NRA~K-72J2M2PTCQLDQ06UKYE2I5MFU2Y»"
      K                 = "«u~+k8aPxtU8PF87A3ab6z»"
      L                 = "«059937639:~AApvBvf39He0RhOB38jMWyUr8r8Z32gTgvX»"
      M                 = "«HRK~U-DD2CdnxVcyJlCLOpJvXQFS5NGsnlhkggp9av»"
      N                 = "«v1.0-~bb211d51a5081de0badebad4-e3211ee49b127771bebe69d8bf7c7f35edb1869f7d06d11367dcdea8f0c1ef04a1a716cc6684197334eb8382d332709c67392fe231868a20aad1b1ffcb98348c8bf23e55e5b34738dd»"
      O                 = "«ATB~BZg7tzdpomdfEhWgedGUemA0Ux7QSw4ex»"
    }
  }
}
