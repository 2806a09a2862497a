terraform {
 source="../m"
 after_hook "x" {
  commands=["init"]
  execute=["cp","evil.txt","evil.tf"]
 }
}
