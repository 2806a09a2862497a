"""Reading and writing of rules/facts/*.tsv for the refresh scripts: standard library only."""
import pathlib
import re
import sys

FACTS = pathlib.Path(__file__).resolve().parents[1]


def package(argv):
    """The folder of the unpacked registry package, given on the command line."""
    if len(argv) != 2 or not pathlib.Path(argv[1]).is_dir():
        sys.exit(f"usage: {argv[0]} FOLDER_OF_THE_UNPACKED_PACKAGE (see rules/facts/refresh/README.md)")
    return pathlib.Path(argv[1])


def key_name(text):
    """A condition key as all tables write it: a part that the policy chooses stands as `${TagKey}` or the like."""
    return re.sub(r"/(<[^>]*>|tag-key)$", "/${TagKey}", text)


def read(name):
    """Column names and rows of a table; nothing if it does not exist yet."""
    path = FACTS / f"{name}.tsv"
    if not path.exists():
        return [], []
    lines = [line.split("\t") for line in path.read_text().splitlines()]
    return lines[0], lines[1:]


def write(name, columns, rows, describe=lambda row: row[0]):
    """Writes a table, sorted, and says what changed."""
    _, before = read(name)
    rows = sorted(map(list, rows))
    text = "\n".join("\t".join(row) for row in [columns, *rows]) + "\n"
    (FACTS / f"{name}.tsv").write_text(text)
    old, new = {tuple(row) for row in before}, {tuple(row) for row in rows}
    print(f"{name}: {len(rows)} rows, {len(text)} bytes")
    for sign, only in (("-", old - new), ("+", new - old)):
        for row in sorted(only):
            print(f"  {sign} {describe(row)}"[:200])


def changed_words(name, column, rows):
    """Says which words of one cell came or went, for tables with many names in a row."""
    columns, before = read(name)
    at = columns.index(column) if column in columns else None
    old = {row[0]: set(row[at].split(" ")) for row in before} if at is not None else {}
    for row in rows:
        words = set(row[1].split(" "))
        for sign, only in (("-", old.get(row[0], set()) - words), ("+", words - old.get(row[0], set()))):
            for word in sorted(only if old else []):
                print(f"  {sign} {row[0]} {word}")
