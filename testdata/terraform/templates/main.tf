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
  t8 = "${"yes" ~}\n\t \u00a0\\n \n${~ "no"}"
  t9 = "%{ for x in ["a", "b"] ~}\n${x}\r\n%{~ endfor }"
  pattern = "${local.l[0]}-$${n}"
}
