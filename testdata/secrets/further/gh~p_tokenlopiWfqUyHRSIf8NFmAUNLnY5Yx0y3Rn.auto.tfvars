# «gh~p_tokenlopiWfqUyHRSIf8NFmAUNLnY5Yx0y3Rn» is the name of this file.
who = "*"
