"""Refreshes the community rows of vendors.tsv from a checkout of github.com/fwdcloudsec/known_aws_accounts; other rows and the forms of external ids stay."""
import re
import sys

import tables

LIST = "fwdcloudsec/known_aws_accounts"


def items(text):
    """The entries of accounts.yaml: a flat file of `name`, `type`, `source`, `accounts`, `enabled`; quoted texts only."""
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    for item in re.split(r"^- ", text, flags=re.M)[1:]:
        parts = re.split(r"^\s*(name|type|source|accounts|enabled|deprecated_date):", "\n" + item, flags=re.M)
        fields = dict(zip(parts[1::2], parts[2::2]))
        texts = {name: re.findall(r"""'((?:[^']|'')*)'|"([^"]*)\"""", value) for name, value in fields.items()}
        texts = {name: [(a or b).replace("''", "'") for a, b in found] for name, found in texts.items()}
        name = texts.get("name") or [fields["name"].strip()]
        yield {
            "name": name[0],
            "aws": "aws" in fields.get("type", ""),
            "enabled": "false" not in fields.get("enabled", ""),
            "source": texts.get("source", []),
            "accounts": [account for account in texts["accounts"] if re.fullmatch(r"\d{12}", account)],
        }


def main():
    folder = tables.package(sys.argv)
    _, before = tables.read("vendors")
    forms = {row[0]: row[2] for row in before}
    rows = {row[0]: row for row in before if not row[4].startswith(LIST)}
    for item in items((folder / "accounts.yaml").read_text()):
        if item["aws"] or not item["enabled"]:
            continue
        for account in item["accounts"]:
            url = next((source for source in item["source"] if source.startswith("http")), "")
            source = f"{LIST} ({url})" if url else LIST
            rows.setdefault(account, [account, item["name"], forms.get(account, ""), "observed", source])
    tables.write("vendors", ["account", "name", "external_id", "certainty", "source"], rows.values(), lambda row: f"{row[0]} {row[1]}")


main()
