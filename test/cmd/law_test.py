#!/usr/bin/env python3
"""The law command: what the real law files say, held against the texts they come from; lists, differences, languages."""
import json
import pathlib
import sys
import unicodedata

from harness import LAW, Check, Folder, run

# Act, a day, and its terms: id, number, unit, article. The table "Deadlines" of the facts the files were written from.
TERMS = [
    ("kz/president", "2023-01-01", [
        ("station-count", 12, "hours", "43(1)"), ("to-commission", 2, "days", "62"), ("results", 7, "days", "65"), ("publication", 10, "days", "44(4)"),
        ("run-off", 2, "months", "63"), ("repeat-election", 2, "months", "64"), ("refusal-appeal", 10, "days", "66"), ("refusal-decision", 10, "days", "66"),
        ("constitutional-court", 10, "days", "68")]),
    ("kz/mazhilis", "2023-03-19", [
        ("station-protocol", 0, "days", "94"), ("to-commission", 2, "days", "94"), ("results", 10, "days", "97"), ("publication", 10, "days", "44(4)"),
        ("repeat-vote", 1, "months", "95"), ("deputies-named", 10, "days", "97-1"), ("constitutional-court", 10, "days", "100")]),
    ("kz/kurultai", "2026-08-23", [
        ("station-protocol", 0, "days", "94"), ("to-oblast", 2, "days", "94(1-1)"), ("to-commission", 3, "days", "94(2)"), ("results", 10, "days", "97"),
        ("publication", 10, "days", "44(4)"), ("constitutional-court", 10, "days", "100")]),
    ("kz/maslikhat-oblast", "2023-03-19", [
        ("station-protocol", 0, "days", "108"), ("results", 5, "days", "111"), ("publication", 7, "days", "44(4)"), ("repeat-vote", 1, "months", "109-1"),
        ("voiding-appeal", 10, "days", "112"), ("voiding-decision", 10, "days", "112")]),
    ("kz/akim", "2023-03-19", [
        ("station-protocol", 0, "days", "113-8"), ("results", 3, "days", "113-10"), ("publication", 7, "days", "44(4)"), ("repeat-election", 1, "months", "113-9(2)")]),
    ("kz/recall", "2023-03-19", [("signatures", 30, "days", "113-1"), ("check", 10, "days", "113-1"), ("vote", 2, "months", "113-1"), ("publication", 3, "days", "113-1")]),
]
EVERYWHERE = [("complaint", 10, "days", "20(9)"), ("decision-commission", 3, "days", "49"), ("decision-court", 5, "days", "49"), ("application", 5, "days", "49")]


def terms(dauys, check):
    for act, day, wanted in TERMS:
        law = json.loads(run(dauys, "law", "show", act, "--on", day, "--json").stdout)
        got = {d["id"]: d for d in law["deadlines"]}
        for name, n, unit, article in wanted + (EVERYWHERE if act != "kz/recall" else []):
            is_there = name in got and (got[name]["n"], got[name]["unit"]) == (n, unit) and article in got[name]["cite"]
            check.that(is_there, f"{act} {name}", got.get(name))
        for gap in law["silent"]:
            named = gap.get("reading")
            check.that(not named or any(r["id"] == named for r in law["readings"]), f"{act} {gap['when']}", "names no reading of the law", named)


def gaps(dauys, check):
    """The seven gaps: where each is said, and the reading that may fill it."""
    for act, day, when, reading in [
        ("kz/mazhilis", "2023-03-19", "no-list-reaches-bar", "R1"), ("kz/president", "2023-01-01", "two-candidates-no-majority", "R2"),
        ("kz/president", "2023-01-01", "tie-for-second-place", "R3"), ("kz/kurultai", "2026-08-23", "tie-second-list", "R3"),
        ("kz/maslikhat-district", "2023-03-19", "tie-for-seat", "R6"), ("kz/maslikhat-oblast", "2023-03-19", "tie-for-seat", "R6"),
    ]:
        law = json.loads(run(dauys, "law", "show", act, "--on", day, "--json").stdout)
        check.that(any(s["when"] == when and s.get("reading") == reading for s in law["silent"]), f"{act} {when}", law["silent"])
    for act, day in (("kz/mazhilis", "2023-03-19"), ("kz/kurultai", "2026-08-23"), ("kz/maslikhat-oblast", "2023-03-19")):
        law = json.loads(run(dauys, "law", "show", act, "--on", day, "--json").stdout)
        check.that({"R4", "R5"} <= {r["id"] for r in law["readings"]}, f"{act} R4 R5")


def lists_and_differences(dauys, check):
    on = run(dauys, "law", "list", "--on", "2021-01-10").stdout
    check.that("kz/mazhilis" in on and "2009-02-09" in on and "2023-01-01" not in on and "kz/kurultai" not in on, "only what is in force", on)
    check.that(run(dauys, "law", "list", "--on", "soon").returncode == 2, "a day that is none")
    first = run(dauys, "law", "diff", "--between", "2022-12-31", "2023-03-19", "kz/mazhilis")
    check.that("seats 98 -> 69" in first.stdout, "options before the act", first.stderr)
    check.that("no act" in run(dauys, "law", "show", "mazhilis").stderr, "an act without its country")
    check.that(run(dauys, "-h").returncode == 0, "-h")
    for act, days, words in [
        ("kz/mazhilis", ("2022-12-31", "2023-03-19"), ["seats 98 -> 69 [art. 9(2)]", "district, 29 seats [art. 9(2)]", "reading R5: 30 %", "Assembly of the People"]),
        ("kz/mazhilis", ("2021-01-10", "2021-08-01"), [">= 7 % (took_part) -> >= 5 % (took_part) [art. 97-1(1)]", "against all not on the ballot -> on the ballot"]),
        ("kz/recall", ("2023-01-10", "2026-08-01"), ["Deputies of maslikhats only"]),
        ("kz/akim", ("2022-01-10", "2026-08-01"), ["Also districts and cities"]),
        ("kz/mazhilis", ("2023-03-19", "2024-03-19"), ["nothing changed"]),
    ]:
        text = " ".join(run(dauys, "law", "diff", act, "--between", *days).stdout.split())
        for word in words:
            check.that(word in text, f"{act} {days}", word, "is not in", text)


def columns(text):
    return sum(0 if unicodedata.combining(c) else 1 for c in text)


def shares(dauys, check):
    text = run(dauys, "law", "show", "kz/mazhilis", "--on", "2023-03-19").stdout
    check.that("took_part: " in text and "votes + against_all [art. 43(5)]" in " ".join(text.split()), "what a share is the sum of", text[:200])


def unverified_days(dauys, check):
    check.that("to now (days unverified)" in run(dauys, "count", "elections/kz-president-2022").stdout, "a first day from memory is marked on the count")
    check.that(json.loads(run(dauys, "count", "elections/kz-president-2022", "--json").stdout)["law"]["days_unverified"], "and in its JSON")
    check.that("2021-06-04 – 2022-12-31 (days unverified)" in run(dauys, "law", "list").stdout, "and in the list")


def width(dauys, check, root):
    for lang in ("en", "kk", "ru"):
        runs = [("seats", "--method", "list")] + [("help", name) for name in ("count", "why", "check", "law", "seats", "help")]
        for path in pathlib.Path(root, "law").glob("*/*.yaml"):
            runs.append(("law", "show", f"{path.parent.name}/{path.stem}"))
        for arguments in runs:
            wide = [line for line in run(dauys, *arguments, "--lang", lang).stdout.split("\n") if columns(line) > 80]
            check.that(not wide, f"{arguments} in {lang}: wider than 80 columns", wide)


def ties_of_persons(dauys, check):
    persons = LAW.replace("tiers:\n", "tiers:\n  - {id: seat, title: {en: seat}, seats: 1, area: nation, ballot: {choices: candidates, against_all: true}, award: {method: plurality, cite: x}, "
                          "ties: {rule: repeat-vote, two: repeat-election, cite: x}}\n").replace("body: {seats: 5", "body: {seats: 6")
    for text, status, word in ((persons, 0, "ok"), (LAW.replace("ties: {rule: lot,", "ties: {rule: lot, two: repeat-election,"), 3, "for candidates only"),
                               (persons.replace("two: repeat-election", "two: a-duel"), 3, "a-duel")):
        with Folder(dauys, **{"law/xx/house.yaml": text}) as folder:
            done = run(dauys, "law", "check", folder.path / "law/xx/house.yaml")
            check.that(done.returncode == status and word in done.stdout + done.stderr, "ties of persons", done.stdout, done.stderr)


def main():
    dauys, root = sys.argv[1:3]
    check = Check()
    terms(dauys, check)
    gaps(dauys, check)
    lists_and_differences(dauys, check)
    shares(dauys, check)
    unverified_days(dauys, check)
    width(dauys, check, root)
    ties_of_persons(dauys, check)
    print(f"{check.bad} wrong")
    return check.bad > 0


sys.exit(main())
