"""Microsoft's SARIF multitool on a report: its rules for GitHub, and its own line hashes beside ours.

Arguments: the multitool, the report, the folder that its paths are relative to, how many locations there should be at least.
"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile

multitool, report, root, least = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve(), int(sys.argv[4])
faults = []


def run(*arguments):
    return subprocess.run([multitool, *arguments], capture_output=True, text=True, check=False)


def validate(folder):
    told = folder / "validated.sarif"
    levels, kinds = "Error;Warning;Note", "Fail;Pass;Review;Open;NotApplicable;Informational"
    said = run("validate", str(report), "--rule-kind", "Sarif;Ghas", "--level", levels, "--kind", kinds, "-o", str(told), "--log", "ForceOverwrite")
    # It ends with 0 whatever it finds; only its own report tells.
    if not told.exists():
        faults.append(f"validate wrote nothing: {said.stdout[-500:]}{said.stderr[-500:]}")
        return
    results = [result for log_run in json.loads(told.read_text("utf-8-sig"))["runs"] for result in log_run.get("results") or []]
    counts = collections.Counter((result.get("level", "warning"), result["ruleId"]) for result in results)
    for (level, rule), count in sorted(counts.items()):
        print(f"  {level} {rule}: {count}")
        if level != "note":
            faults.append(f"{count} times {level} {rule}")
    errors, warnings = (sum(count for (level, _), count in counts.items() if level == name) for name in ("error", "warning"))
    print(f"  {errors} errors, {warnings} warnings")


def hashes(results):
    """For each place the hash of its line."""
    told = {}
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        mark = (result.get("partialFingerprints") or {}).get("primaryLocationLineHash")
        told.setdefault((place["artifactLocation"]["uri"], place["region"]["startLine"]), set()).add(mark)
    return told


def compare(folder):
    log = json.loads(report.read_text())
    ours = hashes(result for log_run in log["runs"] for result in log_run["results"])
    for log_run in log["runs"]:
        log_run["originalUriBaseIds"] = {"%SRCROOT%": {"uri": root.as_uri() + "/"}}
        for result in log_run["results"]:
            result.pop("partialFingerprints", None)
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] = "%SRCROOT%"
            for member in ("codeFlows", "relatedLocations"):
                result.pop(member, None)
    bare, rewritten = folder / "bare.sarif", folder / "rewritten.sarif"
    bare.write_text(json.dumps(log))
    said = run("rewrite", str(bare), "-o", str(rewritten), "--insert", "RollingHashPartialFingerprints", "--log", "ForceOverwrite")
    if not rewritten.exists():
        faults.append(f"rewrite wrote nothing: {said.stdout[-500:]}{said.stderr[-500:]}")
        return
    theirs = hashes(result for log_run in json.loads(rewritten.read_text("utf-8-sig"))["runs"] for result in log_run["results"])
    differ = [place for place, marks in ours.items() if marks != theirs.get(place)]
    for place in differ[:5]:
        print(f"  {place}: ours {ours[place]}, theirs {theirs.get(place)}")
    print(f"  line hashes: {len(ours) - len(differ)} of {len(ours)} locations equal")
    if differ or len(ours) < least:
        faults.append(f"{len(differ)} line hashes differ, {len(ours)} locations of at least {least}")


with tempfile.TemporaryDirectory() as scratch:
    validate(pathlib.Path(scratch))
    compare(pathlib.Path(scratch))
for fault in faults:
    print(f"  FAULT {fault}")
sys.exit(1 if faults else 0)
