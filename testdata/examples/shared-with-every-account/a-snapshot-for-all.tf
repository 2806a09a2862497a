resource "aws_db_snapshot" "before_move" {
  db_instance_identifier = "shop"
  db_snapshot_identifier = "shop-before-move"
  shared_accounts        = [«"all"»]
}
resource "aws_rds_cluster_snapshot_copy" "audit" {
  source_db_cluster_snapshot_identifier = "arn:aws:rds:eu-west-1:111122223333:cluster-snapshot:audit"
  target_db_cluster_snapshot_identifier = "audit-copy"
  shared_accounts                       = ["222233334444", «"all"»]
}
