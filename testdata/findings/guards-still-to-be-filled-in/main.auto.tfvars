org_id = "<YOUR ORG ID>" # Please replace it (including the brackets).
