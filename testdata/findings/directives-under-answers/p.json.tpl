{
  "Version": "2012-10-17",
  "Statement": [
    %{ if secret != "" ~}
    {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": "${secret}"},
    %{ endif ~}
    {"Effect": "Allow", "Action": "*", "Resource": "*"}
  ]
}
