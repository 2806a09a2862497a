resource "aws_security_group" "lambda" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_lambda_function" "lambda" {
 function_name="f"
 role="arn:aws:iam::111122223333:role/x"
 vpc_config {
 subnet_ids=["subnet-1"]
 security_group_ids=[aws_security_group.lambda.id]
 }
}
resource "aws_security_group" "codebuild" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_codebuild_project" "codebuild" {
 name="c"
 service_role="x"
 vpc_config {
 vpc_id="v"
 subnets=["s"]
 security_group_ids=[aws_security_group.codebuild.id]
 }
}
resource "aws_security_group" "ecs" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_ecs_service" "ecs" {
 name="e"
 network_configuration {
 subnets=["s"]
 security_groups=[aws_security_group.ecs.id]
 }
}
resource "aws_security_group" "rds" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_db_instance" "rds" {
 engine="postgres"
 vpc_security_group_ids=[aws_security_group.rds.id]
}
resource "aws_security_group" "redis" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_elasticache_cluster" "redis" {
 cluster_id="r"
 security_group_ids=[aws_security_group.redis.id]
}
resource "aws_security_group" "efs" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_efs_mount_target" "efs" {
 file_system_id="f"
 subnet_id="s"
 security_groups=[aws_security_group.efs.id]
}
resource "aws_security_group" "vpce" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_vpc_endpoint" "vpce" {
 vpc_id="v"
 service_name="com.amazonaws.us-east-1.s3"
 vpc_endpoint_type="Interface"
 security_group_ids=[aws_security_group.vpce.id]
}
resource "aws_security_group" "lb" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_lb" "lb" {
 security_groups=[aws_security_group.lb.id]
}
resource "aws_security_group" "msk" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_msk_cluster" "msk" {
 cluster_name="m"
 kafka_version="3"
 number_of_broker_nodes=3
 broker_node_group_info {
 instance_type="x"
 client_subnets=["s"]
 security_groups=[aws_security_group.msk.id]
 }
}
resource "aws_security_group" "glue" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_glue_connection" "glue" {
 name="g"
 physical_connection_requirements {
 security_group_id_list=[aws_security_group.glue.id]
 }
}
resource "aws_security_group" "ec2" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_instance" "ec2" {
 ami="x"
 vpc_security_group_ids=[aws_security_group.ec2.id]
 metadata_options {
 http_tokens="required"
 }
}
resource "aws_security_group" "eks" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_eks_cluster" "eks" {
 name="k"
 role_arn="x"
 vpc_config {
 subnet_ids=["s"]
 security_group_ids=[aws_security_group.eks.id]
 }
}
resource "aws_security_group" "none" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_security_group" "opensearch" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_opensearch_domain" "opensearch" {
 domain_name="o"
 vpc_options {
 security_group_ids=[aws_security_group.opensearch.id]
 }
}
resource "aws_security_group" "vpn" {
 ingress {
 from_port=22
 to_port=22
 protocol="tcp"
 cidr_blocks=["0.0.0.0/0"]
 }
}
resource "aws_ec2_client_vpn_endpoint" "vpn" {
 client_cidr_block="10.0.0.0/16"
 server_certificate_arn="x"
 security_group_ids=[aws_security_group.vpn.id]
}
