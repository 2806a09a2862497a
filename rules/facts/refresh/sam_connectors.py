"""Refreshes sam_connectors.tsv and sam_connected.tsv from github.com/aws/serverless-application-model (Apache-2.0): what connectors of SAM allow.

What is put in stands as `{Destination.Arn}`; `AWS::Partition`, `AWS::Region` and `AWS::AccountId` as `{partition}`, `{region}` and `{account}`.
"""
import json
import re
import sys

import tables

MADE = {
    "AWS_IAM_ROLE_MANAGED_POLICY": "AWS::IAM::ManagedPolicy",
    "AWS_LAMBDA_PERMISSION": "AWS::Lambda::Permission",
    "AWS_SNS_TOPIC_POLICY": "AWS::SNS::TopicPolicy",
    "AWS_SQS_QUEUE_POLICY": "AWS::SQS::QueuePolicy",
}
PSEUDO = {"${AWS::Partition}": "{partition}", "${AWS::Region}": "{region}", "${AWS::AccountId}": "{account}"}


def written(value):
    """A part of a profile with what is put in as the tables write it."""
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, str):
        for pseudo, name in PSEUDO.items():
            value = value.replace(pseudo, name)
        return re.sub(r"%\{([^}]*)\}", r"{\1}", value)
    if set(value) == {"Fn::Sub"}:
        return written(value["Fn::Sub"])
    if set(value) == {"Ref"}:
        return written("${%s}" % value["Ref"])
    unknown = [key for key in value if key.startswith("Fn::")]
    if unknown:
        sys.exit(f"function {unknown[0]} is not known")
    return {key: written(part) for key, part in value.items()}


def attribute(output):
    """`Ref`, the name of an attribute, or a text."""
    if isinstance(output, str) or output is None:
        return output or ""
    return "Ref" if "Ref" in output else output["Fn::GetAtt"][1]


def main():
    package = tables.package(sys.argv)
    version = re.search(r'__version__ = "([^"]*)"', (package / "samtranslator" / "__init__.py").read_text())[1]
    profiles = json.loads((package / "samtranslator" / "model" / "connector_profiles" / "profiles.json").read_text())
    source = f"connector_profiles/profiles.json of aws/serverless-application-model {version}"
    rows, connected = [], []
    for origin, destinations in profiles["Permissions"].items():
        for destination, profile in destinations.items():
            properties = profile["Properties"]
            categories = json.dumps(written(properties["AccessCategories"]), separators=(",", ":"))
            together = ";".join("+".join(names) for names in properties.get("ValidAccessCategories", []))
            side = "source" if properties.get("SourcePolicy") else "destination"
            rows.append([origin, destination, MADE[profile["Type"]], side, categories, together, "documented", source])
    for kind, properties in profiles["CfnResourceProperties"].items():
        role = properties.get("Inputs", {}).get("Role", "")
        outputs = properties.get("Outputs", {})
        cells = [attribute(outputs.get(name)) for name in ("Arn", "Id", "Name", "Url", "Qualifier")]
        connected.append([kind, role if isinstance(role, str) else "Targets[].RoleArn", *cells, "documented", source])
    tables.write("sam_connectors", ["source_type", "destination_type", "resource", "attached_to", "categories", "together", "certainty", "source"], rows)
    tables.write("sam_connected", ["resource_type", "role", "arn", "id", "name", "url", "qualifier", "certainty", "source"], connected)


main()
