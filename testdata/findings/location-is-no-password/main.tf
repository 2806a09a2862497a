resource "aws_launch_template" "w" {
  image_id = "ami-0123456789abcdef0"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    <powershell>
    $pwd = Get-Location
    $password = Read-Host
    $action = New-ScheduledTaskAction -WorkingDirectory "$pwd" -Execute "run.cmd"
    </powershell>
  EOT
  )
}
resource "aws_launch_template" "l" {
  image_id = "ami-0123456789abcdef0"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    PWD=/opt/runner
    OLDPWD=/home/runner
    pwd=/srv/app/current
    password_file=/etc/app/secret
    PASSWORD=Get-Secret
  EOT
  )
}
resource "aws_launch_template" "more" {
  image_id = "ami-0123456789abcdef0"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    <powershell>
    $adminPwd = New-Thing
    $password = Get-Location
    </powershell>
  EOT
  )
}
resource "aws_launch_template" "shell" {
  image_id = "ami-0123456789abcdef0"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode("#!/bin/bash\nexport PWD=workspace\npwd=current-folder\n")
}
