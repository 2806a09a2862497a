#!/usr/bin/env python3
"""Draws facts to be checked again against their sources: `draw.py [COUNT] [SALT]`.

The draw is by sorted hash of each row (without how sure it is and its source), so that anybody can repeat it and nobody can choose.
A row that lists many facts (the actions of a service, the keys of a prefix) gives one of them, drawn in the same way.
"""

import hashlib
import re
import sys

import tables

LISTS = {"actions": "actions", "condition_key_names": "keys"}
WORD = re.compile(r"[A-Z]?[^A-Z]*")


def rank(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def entries(table: str, cell: str) -> list[str]:
    """The facts of a cell that lists many, each spelled out (see actions.py for the short form of actions)."""
    if table != "actions":
        return cell.split(" ")
    spelled, name, facts = [], "", ""
    for entry in cell.split(" "):
        text, _, own = entry.partition("=")
        facts = own or facts
        shared = int(text[0]) if text[0].isdigit() else 0
        name = "".join(WORD.findall(name)[:shared]) + text[1 if shared else 0 :]
        spelled.append(f"{name}={facts}")
    return spelled


def drawn(count: int, salt: str) -> list[tuple[str, str, dict[str, str]]]:
    facts = []
    for table in sorted(tables.FACTS.glob("*.tsv")):
        header, rows = tables.read(table.stem)
        for row in rows:
            fact = dict(zip(header, row))
            told = "\t".join(cell for name, cell in fact.items() if name not in ("certainty", "source"))
            if listing := LISTS.get(table.stem):
                fact[listing] = min(entries(table.stem, fact[listing]), key=lambda entry: rank(salt, f"{table.stem}\t{entry}"))
            facts.append((rank(salt, f"{table.stem}\t{told}"), table.stem, fact))
    return sorted(facts, key=lambda fact: fact[0])[:count]


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for digest, table, fact in drawn(count, sys.argv[2] if len(sys.argv) > 2 else ""):
        print(f"{digest[:8]} {table}")
        for name, cell in fact.items():
            if cell:
                print(f"    {name}: {cell[:300]}")
