terraform {
  backend "s3" {
    bucket     = "state"
    key        = "k"
    access_key = "AKIAQ7ZXW3VN5TLB2KMD"
    secret_key = "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"
  }
}
