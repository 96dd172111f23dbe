#!/usr/bin/env python3
"""Every figure that was really published wrong is caught by the check that is named for it."""
import json
import sys

from harness import ELECTION, LAW, PROTOCOLS, UNITS, Check, Folder, run

# Cases of published_figure_errors.csv: election, statement, codes that catch it.
CASES = [
    (1, "kz-mazhilis-2023", "kazinform-digit-swap", {"P1", "P2"}),
    (2, "kz-president-2022", "kazinform-two-candidates", {"P1", "P2"}),
    (3, "kz-president-2022", "telegraf-against-all", {"P2"}),
    (4, "kz-president-2022", "preliminary-one-vote", {"P4"}),
    (5, "kz-maslikhat-astana-2023", "tec-astana", {"P2"}),
    (6, "kz-president-2022", "baigenews-shifted-rows", {"P4"}),
    (7, "kz-mazhilis-2023", "turnout-1810", {"P5"}),
    (8, "kz-mazhilis-2023", "electionguide-seats", {"P3"}),
    (9, "kz-mazhilis-2023", "mirror-turnout", {"PA"}),
    (9, "kz-mazhilis-2023", "mirror-turnout-named", {"P6"}),
    (10, "kz-referendum-2026", "evening-turnout", {"P6", "P7"}),
]
STATEMENT = "id: x, publisher: p, source: s, date: 2020-01-02, status: media, contest: list"


def findings(done):
    return json.loads(done.stdout)["findings"]


def real_cases(dauys, check):
    by_election = {}
    for number, election, statement, codes in CASES:
        if election not in by_election:
            done = run(dauys, "check", f"elections/{election}", "--json")
            check.that(done.returncode == 1, election, "should have findings", done.stderr)
            by_election[election] = findings(done)
        got = {f["code"] for f in by_election[election] if f.get("source") == statement}
        check.that(codes <= got, f"case {number}, {statement}", sorted(codes), "wanted, got", sorted(got))
    for election, all_findings in by_election.items():
        blamed = {f.get("source") for f in all_findings}
        check.that("cec-final" not in blamed, election, "blames the right statement", blamed)


def traps(dauys, check):
    """golden/traps/published_errors.json, those that are not among the ten: rebuilt with made-up numbers."""
    rows = [
        # fi_2019: digits of the printed total swapped
        ("the sum of the parts is not the printed total", {"published.yaml": f"statements: [{{{STATEMENT}, votes: {{a: 90, b: 50, against_all: 15}}, totals: {{cast: 156}}}}]"}, "P1"),
        # de_label: the same party under two labels; sums by unit do not make the whole
        ("a total that the units do not make", {"published.yaml": f"statements: [{{{STATEMENT}, votes: {{a: 91}}}}]"}, "P9"),
        # ge_2016: an incomplete set of protocols
        ("a station without a protocol", {"p.csv": PROTOCOLS.replace("s2,80,40,20,10\n", "")}, "M1"),
        ("a share that does not match its votes", {"published.yaml": f"statements: [{{{STATEMENT}, percent: {{a: 57.9}}, percent_of: cast}}]"}, "P2"),
        ("seats that are not those of the votes", {"published.yaml": f"statements: [{{{STATEMENT}, seats: {{a: 4}}}}]"}, "P3"),
        ("a house that does not add up", {"published.yaml": f"statements: [{{{STATEMENT}, body: {{a: 3, b: 3}}}}]"}, "P8"),
        ("more ballots than were issued", {"p.csv": PROTOCOLS.replace("s2,80", "s2,60")}, "K1"),
        ("votes for somebody who does not stand", {"election.yaml": ELECTION.replace("choices: lists}", "choices: lists, stands: {n: [a]}}")}, "S1"),
        ("a copy that differs", {"copy.csv": PROTOCOLS.replace("s1,90,50", "s1,90,51"), "election.yaml": ELECTION.replace("file: p.csv}", "file: p.csv}, {tier: list, source: copy, file: copy.csv}")}, "X1"),
        ("a copy of what the official source lacks", {"copy.csv": PROTOCOLS, "p.csv": PROTOCOLS.replace("s2,80,40,20,10\n", ""), "election.yaml": ELECTION.replace("file: p.csv}", "file: p.csv}, {tier: list, source: copy, file: copy.csv}")}, "X2"),
    ]
    for name, files, code in rows:
        with Folder(dauys, **files) as folder:
            done = folder.run("check", "--json")
            got = [f["code"] for f in findings(done)] if done.stdout else done.stderr
            check.that(done.returncode == 1 and code in got, name, code, "wanted, got", got)
    with Folder(dauys) as folder:  # and nothing where nothing is wrong
        done = folder.run("check")
        check.that(done.returncode == 0, "a clean election", done.stdout)
    # an observer with copies and an announcement, and no official protocols
    only_copies = ELECTION.replace("source: official", "source: copy")
    with Folder(dauys, **{"election.yaml": only_copies, "published.yaml": f"statements: [{{{STATEMENT}, votes: {{a: 80, b: 60}}}}]"}) as folder:
        got = [f["code"] for f in findings(folder.run("check", "--json"))]
        check.that(got.count("P9") == 2, "copies against an announcement", got)
    # de_label, us_house: joined by identifiers, a label or unit that is not registered is refused
    for name, files in (("a party under another label", {"p.csv": PROTOCOLS.replace(",b,", ",b90,")}),
                        ("a unit that was not yet part", {"p.csv": PROTOCOLS + "alaska,1,1,0,0\n"})):
        with Folder(dauys, **files) as folder:
            check.that(folder.run("check").returncode == 3, name, "should be refused")


def georgia(dauys, check):
    done = run(dauys, "count", "elections/ge-parliament-2016", "--json")
    outcome = json.loads(done.stdout)
    lists = {c["id"]: c for c in outcome["contests"][0]["choices"]}
    check.that(outcome["status"] == "incomplete" and outcome["contests"][0]["status"] == "incomplete", "ge", "status")
    check.that(outcome["contests"][0]["needed"] - lists["p8"]["votes"] == 3, "ge", "three votes below")
    check.that(lists["p8"]["admitted"] == "open" and not lists["p8"]["settled"] and lists["p8"]["seats_max"] >= 6, "ge", lists["p8"])
    districts = [c for c in outcome["contests"] if c["tier"] == "district"]
    check.that(len(districts) == 73 and sum(c["round"] == 2 for c in districts) == 50, "ge", "run-offs")
    check.that({c["area"] for c in districts if c["event"] == "run-off"} == {"04", "31", "50"}, "ge", "open districts")


def main():
    dauys, check = sys.argv[1], Check()
    real_cases(dauys, check)
    traps(dauys, check)
    georgia(dauys, check)
    print(f"{check.bad} wrong")
    return check.bad > 0


sys.exit(main())
