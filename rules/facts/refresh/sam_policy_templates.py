"""Refreshes sam_policy_templates.tsv from github.com/aws/serverless-application-model (Apache-2.0): the policy templates of SAM.

A parameter stands as `{BucketName}` in the statements, `AWS::Partition`, `AWS::Region` and `AWS::AccountId` as `{partition}`, `{region}` and `{account}`.
"""
import json
import re
import sys

import tables

PSEUDO = {"AWS::Partition": "{partition}", "AWS::Region": "{region}", "AWS::AccountId": "{account}"}


def written(value):
    """A part of a statement with its functions written out."""
    if isinstance(value, list):
        return [written(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return "{%s}" % value["Ref"]
    if "Fn::Sub" in value:
        text, names = value["Fn::Sub"] if isinstance(value["Fn::Sub"], list) else (value["Fn::Sub"], {})
        parts = {**PSEUDO, **{name: written(part) for name, part in names.items()}}
        return re.sub(r"\$\{([^}]*)\}", lambda name: parts[name[1]], text)
    unknown = [key for key in value if key.startswith("Fn::")]
    if unknown:
        sys.exit(f"function {unknown[0]} is not known")
    return {key: written(part) for key, part in value.items()}


def main():
    package = tables.package(sys.argv)
    version = re.search(r'__version__ = "([^"]*)"', (package / "samtranslator" / "__init__.py").read_text())[1]
    templates = json.loads((package / "samtranslator" / "policy_templates_data" / "policy_templates.json").read_text())["Templates"]
    rows = []
    for name, template in templates.items():
        statements = json.dumps(written(template["Definition"]["Statement"]), separators=(",", ":"), sort_keys=True)
        if set(template["Definition"]) != {"Statement"}:
            sys.exit(f"{name} is more than statements")
        source = f"policy_templates.json of aws/serverless-application-model {version}"
        rows.append([name, ";".join(sorted(template["Parameters"])), statements, "documented", source])
    tables.write("sam_policy_templates", ["name", "parameters", "statements", "certainty", "source"], rows)


main()
