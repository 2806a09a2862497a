variable "p0" { type = bool }
variable "p1" { type = bool }
variable "p2" { type = bool }
variable "p3" { type = bool }
variable "p4" { type = bool }
variable "p5" { type = bool }
variable "p6" { type = bool }
resource "aws_sns_topic" "t" {
  name = "example"
}
resource "aws_sns_topic_policy" "t" {
  arn    = aws_sns_topic.t.arn
  policy = jsonencode({
  Version = "2012-10-17"
  Statement = concat([
    {Effect = "Allow", Principal = {Service = "cloudtrail.amazonaws.com"}, Action = "sns:Publish", Resource = "*"}], var.p0 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s0"}] : [], var.p1 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s1"}] : [], var.p2 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s2"}] : [], var.p3 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s3"}] : [], var.p4 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s4"}] : [], var.p5 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s5"}] : [], var.p6 ? [{Effect="Allow", Principal={AWS="111122223333"}, Action="sns:Subscribe", Resource="*", Sid="s6"}] : [])
})
}
