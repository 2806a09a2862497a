locals {
  read     = file("${path.module}/policy.json")
  rendered = templatefile("${path.module}/t.tpl", { names = ["a", "b"], open = true })
  exists   = [fileexists("policy.json"), fileexists("${path.module}/nope")]
  set      = fileset(path.module, "sub/*.json")
  outside  = file("/etc/passwd")
  above    = try(file("${path.module}/../../secret"), "caught")
  missing  = file("nope")
  encoded  = filebase64("sub/x.json")
}
