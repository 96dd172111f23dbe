#!/usr/bin/env python3
"""The export as NIST SP 1500-100 v2 has the published shape and holds the outcome's figures.

    nist_test.py DAUYS FOLDER ELECTION...        FOLDER: test/publish
"""
import copy
import json
import os
import pathlib
import subprocess
import sys

from nist_shape import faults


def run(dauys, election, what, **more):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **more}
    return subprocess.run([dauys, "count", election, what], check=True, capture_output=True, env=environment).stdout


# What must not pass: the name says what is wrong.
def without_a_date(report):
    del report["GeneratedDate"]


def a_date_without_zone(report):
    report["GeneratedDate"] = "2023-03-19T10:00:00"


def an_attribute_that_there_is_not(report):
    report["Election"][0]["Seats"] = 69


def a_type_of_count_that_there_is_not(report):
    report["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"][0]["Type"] = "votes"


def votes_as_text(report):
    report["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"][0]["Count"] = "5"


def an_area_that_is_not_there(report):
    report["Election"][0]["Contest"][0]["ElectionDistrictId"] = "unit-nowhere"


def a_party_as_area(report):
    report["Election"][0]["ElectionScopeId"] = report["Party"][0]["@id"]


def an_identifier_twice(report):
    report["Party"].append(report["Party"][0])


def a_contest_of_no_class(report):
    report["Election"][0]["Contest"][0]["@type"] = "ElectionResults.Contest"


def a_name_without_text(report):
    report["Election"][0]["Name"]["Text"] = []


WRONG = [without_a_date, a_date_without_zone, an_attribute_that_there_is_not, a_type_of_count_that_there_is_not, votes_as_text,
         an_area_that_is_not_there, a_party_as_area, an_identifier_twice, a_contest_of_no_class, a_name_without_text]


def counts(report, kind):
    """(contest, selection) -> count."""
    out = {}
    for contest in report["Election"][0]["Contest"]:
        for selection in contest["ContestSelection"]:
            for count in selection.get("VoteCounts", []):
                if count["Type"] == kind:
                    out[contest["@id"], selection["@id"]] = count["Count"]
    return out


def figures(outcome):
    """The same figures from the outcome's own JSON: votes of every round, seats where nothing is open."""
    votes, seats = {}, {}
    for contest in outcome["contests"]:
        for turn in (contest, contest.get("first_round")):
            if not turn:
                continue
            place = f"{turn['tier']}-{turn['area']}-{turn['round']}"
            for choice in turn["choices"]:
                key = f"contest-{place}", f"selection-{place}-{choice['id']}"
                votes[key] = choice["votes"]
                if turn["event"] == "seats" and choice["settled"]:
                    seats[key] = choice["seats"]
    return votes, seats


def main():
    dauys, folder, *elections = sys.argv[1:]
    bad = []
    example = json.loads((pathlib.Path(folder) / "nist" / "err-gen-01.json").read_text(encoding="utf-8"))
    for control, report in (("NIST's example", example), ("our export", json.loads(run(dauys, elections[0], "--nist")))):
        bad += [f"{control}: {fault}" for fault in faults(report)]
        for wrong in WRONG:
            mutant = copy.deepcopy(report)
            wrong(mutant)
            if not list(faults(mutant)):
                bad.append(f"{control} with {wrong.__name__} passed")
    for election in elections:
        text = run(dauys, election, "--nist")
        report, outcome = json.loads(text), json.loads(run(dauys, election, "--json"))
        bad += [f"{election}: {fault}" for fault in faults(report)]
        votes, seats = figures(outcome)
        exported = counts(report, "total")
        against = {key: value for key, value in exported.items() if key[1].startswith("against-all-")}
        for key, value in exported.items():
            if key not in against and votes.get(key) != value:
                bad.append(f"{election}: {key}: {value} votes, {votes.get(key)} in the outcome")
        missed = {key for key, value in votes.items() if value} - set(exported)
        if missed:
            bad.append(f"{election}: votes not exported: {sorted(missed)[:3]}")
        if counts(report, "seats") != seats:
            bad.append(f"{election}: seats {counts(report, 'seats')}, {seats} in the outcome")
        if sum(against.values()) != sum(c["against_all"] + c.get("first_round", {}).get("against_all", 0) for c in outcome["contests"]):
            bad.append(f"{election}: against all {against}")
        if report["GeneratedDate"] != "2023-11-14T22:13:20Z" or text != run(dauys, election, "--nist"):
            bad.append(f"{election}: not the same bytes under SOURCE_DATE_EPOCH")
    print("\n".join(bad) or f"{len(elections)} reports as published, {2 * len(WRONG)} wrong ones refused")
    return bool(bad)


sys.exit(main())
