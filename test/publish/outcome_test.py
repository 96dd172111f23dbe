#!/usr/bin/env python3
"""The outcome JSON of real elections fits its schema and holds together; what does not fit is refused.

    outcome_test.py DAUYS ROOT ELECTION...
"""
import copy
import json
import pathlib
import subprocess
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def run(dauys, *arguments):
    return subprocess.run([dauys, "count", *arguments, "--json"], check=True, capture_output=True, text=True).stdout


# Documents that the schema has to refuse: the name says why.
def a_fraction_of_a_seat(o):
    o["body"][0]["seats"] = 1.5


def negative_votes(o):
    o["contests"][0]["choices"][0]["votes"] = -1


def a_status_that_there_is_not(o):
    o["status"] = "done"


def no_law(o):
    del o["law"]


def a_word_of_its_own(o):
    o["contests"][0]["turnout_percent"] = 54


def admitted_as_truth_value(o):
    o["contests"][0]["choices"][0]["admitted"] = True


def another_format(o):
    o["format"] = "dauys-outcome/2"


WRONG = [a_fraction_of_a_seat, negative_votes, a_status_that_there_is_not, no_law, a_word_of_its_own, admitted_as_truth_value, another_format]


def numbers(node):
    if isinstance(node, float):
        yield node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from numbers(value)


def sense(o):
    """What holds beyond the schema."""
    if sum(b["seats"] for b in o["body"]) != o["seats_awarded"] + o["seats_declared"]:
        yield "the house is not the seats awarded and declared"
    if o["seats_settled"] > o["seats"] or o["seats_awarded"] > o["seats"]:
        yield "more seats than there are"
    if o["status"] == "final" and any(not b["settled"] for b in o["body"]):
        yield "final, but a list is open"
    for b in o["body"]:
        if sum(b["by_tier"].values()) != b["seats"] or not b["seats_min"] <= b["seats"] <= b["seats_max"]:
            yield f"{b['id']}: tiers or bounds"
    for contest in o["contests"]:
        place = f"{contest['tier']}/{contest['area']}"
        for c in contest["choices"]:
            if not c["seats_min"] <= c["seats"] <= c["seats_max"] or c["votes"] > c["votes_max"]:
                yield f"{place}: {c['id']}: bounds"
            if c["settled"] != (c["seats_min"] == c["seats_max"]):
                yield f"{place}: {c['id']}: settled"
        if contest["event"] == "seats" and contest["status"] == "final" and sum(c["seats"] for c in contest["choices"]) != contest["seats"]:
            yield f"{place}: seats do not add up"
        if contest["status"] != "incomplete" and contest.get("stations", {}).get("missing"):
            yield f"{place}: stations are missing, and it is {contest['status']}"
    if list(numbers(o)):
        yield "a number that is no integer"


def main():
    dauys, root, *elections = sys.argv[1:]
    schema = json.loads((pathlib.Path(root) / "doc/spec/outcome.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator, bad = Draft202012Validator(schema), []
    for election in elections:
        text = run(dauys, election)
        outcome = json.loads(text)
        bad += [f"{election}: {list(e.path)}: {e.message[:200]}" for e in validator.iter_errors(outcome)]
        bad += [f"{election}: {fault}" for fault in sense(outcome)]
        if text != json.dumps(outcome, indent=1, sort_keys=True, ensure_ascii=False) + "\n":
            bad.append(f"{election}: keys are not sorted, or not UTF-8 as it is")
        if text != run(dauys, pathlib.Path(election).resolve(), "--law-dir", pathlib.Path(root).resolve() / "law"):
            bad.append(f"{election}: other bytes from another folder")
        if outcome["law"]["other"] or outcome["synthetic"]:
            bad.append(f"{election}: marked as what it is not")
    outcome = json.loads(run(dauys, pathlib.Path(root) / "elections/kz-mazhilis-2023"))
    for wrong in WRONG:
        mutant = copy.deepcopy(outcome)
        wrong(mutant)
        if validator.is_valid(mutant):
            bad.append(f"{wrong.__name__} passed")
    other = json.loads(run(dauys, pathlib.Path(root) / "elections/kz-mazhilis-2023", "--law", "kz/mazhilis@2021-01-10"))
    if not other["law"]["other"] or other["announced"]:
        bad.append("another law's seats are not marked, or are held against the announced ones")
    own = outcome["announced"]
    if len(own) < 13 or any(a["announced"] != a["counted"] for a in own):
        bad.append(f"announced: {own}")
    print("\n".join(bad) or f"{len(elections)} outcomes fit, {len(WRONG)} wrong ones refused")
    return bool(bad)


sys.exit(main())
