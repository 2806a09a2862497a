locals {
  l  = ["a", "b"]
  t1 = <<EOT
%{ for x in local.l ~}
   server ${x}

%{ endfor ~}
  end
EOT
  t2 = <<-EOT
    A ${1}
      %{ if true }
      B
    %{~ else }
    C
  %{ endif ~}
    
    D
  EOT
  t3 = "x ${~ "q" ~}  y"
  t4 = <<-EOT
    ${"z"} k
      m
  EOT
  t5 = <<-EOT
      deep

    less ${"v"}
      deep
  EOT
  t6 = templatestring(local.pattern, { n = 5 })
  t7 = <<EOT
EOT
  pattern = "${local.l[0]}-$${n}"
}
