%{ for n in names ~}
  - ${n}
%{ endfor ~}
%{ if open }open%{ else }closed%{ endif }
