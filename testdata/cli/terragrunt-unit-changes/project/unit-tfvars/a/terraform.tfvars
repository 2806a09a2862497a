open=true
