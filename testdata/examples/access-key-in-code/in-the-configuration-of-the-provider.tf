provider "aws" {
  region     = "eu-west-1"
  access_key = "«AKIAQWERTYUIOPASDFGH»"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYz1a2b3c4d5"
}
