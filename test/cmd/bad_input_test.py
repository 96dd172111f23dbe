#!/usr/bin/env python3
"""Bad input: one sentence with its place, exit status 3, nothing printed, nothing left behind."""
import pathlib
import sys

from harness import ELECTION, LAW, PROTOCOLS, UNITS, Check, Folder

DEADLINES = "  deadlines:\n  - {id: complaint, title: {en: c}, days: 10, from: act, cite: x}\n"
STATEMENT = "statements: [{id: x, publisher: p, source: s, date: 2020-01-02, status: media, contest: list, percent: {a: 58.1}, percent_of: cast}]\n"
P, U, E = "p.csv", "units.csv", "election.yaml"
GOOD = [
    ("as it is", {}),
    ("a BOM", {P: b"\xef\xbb\xbf" + PROTOCOLS.encode()}),
    ("CRLF", {P: PROTOCOLS.replace("\n", "\r\n"), U: UNITS.replace("\n", "\r\n")}),
    ("quoted cells", {P: PROTOCOLS.replace("s1,90", '"s1","90"')}),
    ("empty lines at the end", {P: PROTOCOLS + "\n\n"}),
    ("no line end at the end", {P: PROTOCOLS.rstrip("\n")}),
    ("columns in another order", {P: "a,unit,b,against_all,issued\n50,s1,30,5,90\n40,s2,20,10,80\n"}),
    ("a column of notes", {P: PROTOCOLS.replace("against_all\n", "against_all,note\n").replace(",5\n", ",5,\"seen, so\"\n").replace(",10\n", ",10,\n")}),
    ("days of events", {E: ELECTION + "events: {act: 2020-01-02, complaint: 2020-01-03}\n", "law/xx/house.yaml": LAW + DEADLINES}),
    ("parents further down", {U: "unit,level,parent,voters\ns1,station,n,100\ns2,station,n,200\nn,nation,,\n"}),
]
BAD = [  # name, files, place, part of the sentence
    ("broken UTF-8", {P: PROTOCOLS.encode().replace(b"s2", b"s\xff")}, "p.csv:3:2", "UTF-8"),
    ("an old code page", {U: UNITS.encode().replace(b"s2", b"\xf3\xf7")}, "units.csv:4", "UTF-8"),
    ("a NUL byte", {P: PROTOCOLS.replace("s2", "s\0")}, "p.csv:3:2", "NUL"),
    ("an unclosed quote", {P: PROTOCOLS.replace("s2", '"s2')}, "p.csv:3:1", "does not close"),
    ("text behind a quote", {P: PROTOCOLS.replace("s2", '"s2"x')}, "p.csv:3:5", "behind a closing quote"),
    ("above 2^53", {P: PROTOCOLS.replace("80,", "9007199254740993,")}, "p.csv:3:4", "above 2^53"),
    ("a very long number", {P: PROTOCOLS.replace("80,", "9" * 30 + ",")}, "p.csv:3:4", "above 2^53"),
    ("negative", {P: PROTOCOLS.replace("80,", "-80,")}, "p.csv:3:4", "negative"),
    ("a fraction", {P: PROTOCOLS.replace("80,", "80.5,")}, "p.csv:3:4", "not whole"),
    ("empty", {P: PROTOCOLS.replace("80,", ",")}, "p.csv:3:4", "issued is empty"),
    ("a space", {P: PROTOCOLS.replace("80,", "1 080,")}, "p.csv:3:4", "space"),
    ("a word", {P: PROTOCOLS.replace("80,", "many,")}, "p.csv:3:4", "plain digits"),
    ("a cell too few", {P: PROTOCOLS.replace(",20,", ",")}, "p.csv:3", "has 4 cells; the header has 5"),
    ("a cell too many", {P: PROTOCOLS.replace(",20,", ",20,20,")}, "p.csv:3", "has 6 cells"),
    ("a line of 10 MB", {P: PROTOCOLS + "s" * 10_000_000 + "\n"}, "p.csv:4", "more than 1048576 bytes"),
    ("an empty line between", {P: PROTOCOLS.replace("s2", "\ns2")}, "p.csv:3", "empty line"),
    ("a station twice", {P: PROTOCOLS + "s1,1,1,0,0\n"}, "p.csv:4:1", "second row"),
    ("an unknown station", {P: PROTOCOLS + "s3,1,1,0,0\n"}, "p.csv:4:1", "units.csv does not have"),
    ("an unknown list", {P: PROTOCOLS.replace(",b,", ",bb,")}, "p.csv:1:15", 'did you mean "b"'),
    ("a column twice", {P: PROTOCOLS.replace(",b,", ",a,")}, "p.csv:1:15", "twice"),
    ("a missing column", {P: PROTOCOLS.replace(",b,", ",note,")}, "p.csv:1", 'lacks the column "b"'),
    ("no unit column", {P: PROTOCOLS.replace("unit,", "note,")}, "p.csv:1", 'lacks the column "unit"'),
    ("semicolons", {P: PROTOCOLS.replace(",", ";")}, "p.csv:1", "unknown column"),
    ("an empty file", {P: ""}, "p.csv:1", "is empty"),
    ("a missing file", {P: None}, "p.csv", "no such file"),
    ("missing units", {U: None}, "units.csv", "no such file"),
    ("no election.yaml", {E: None}, "election.yaml", "no such file"),
    ("a unit twice", {U: UNITS + "s1,station,n,5\n"}, "units.csv:5:1", "twice"),
    ("an unknown parent", {U: UNITS + "s3,station,x,5\n"}, "units.csv:5:12", "no row of its own"),
    ("a circle", {U: "unit,level,parent,voters\nn,nation,,\nx,district,y,\ny,district,x,\n"}, "units.csv", "own ancestor"),
    ("two wholes", {U: UNITS + "m,nation,,\n"}, "units.csv", "have no parent"),
    ("negative voters", {U: UNITS.replace("200", "-200")}, "units.csv:4:14", "negative"),
    ("deep YAML", {E: "a: " + "[" * 500 + "]" * 500}, "election.yaml", "nested deeper"),
    ("a YAML alias", {E: ELECTION.replace("units.csv", "*x")}, "election.yaml:6", "alias"),
    ("a path out of the folder", {E: ELECTION.replace("file: p.csv", "file: ../p.csv")}, "election.yaml:9", "inside the election's folder"),
    ("an unknown key", {E: ELECTION.replace("synthetic", "sinthetic")}, "election.yaml:5", 'did you mean "synthetic"'),
    ("an unknown act", {E: ELECTION.replace("xx/house", "xx/senate")}, "senate.yaml", "no such file"),
    ("an unknown tier", {E: ELECTION.replace("tier: list, choices", "tier: lists, choices")}, "election.yaml:8", "no such tier"),
    ("a list that is also a column", {E: ELECTION.replace("id: b", "id: issued")}, "election.yaml:8", "another column"),
    ("an event that no deadline knows", {E: ELECTION + "events: {akt: 2020-01-02}\n", "law/xx/house.yaml": LAW + DEADLINES}, "election.yaml:10:10", 'did you mean "act"'),
    ("election day as an event", {E: ELECTION + "events: {election-day: 2020-01-02}\n"}, "election.yaml:10:10", "election's \"date\""),
    ("an event on no day", {E: ELECTION + "events: {act: 2020-02-30}\n", "law/xx/house.yaml": LAW + DEADLINES}, "election.yaml:10", "a day such as"),
    ("a statement without a day", {"published.yaml": STATEMENT.replace("2020-01-02", "2020-01-32")}, "published.yaml:1:53", "2023-03-19T18:10"),
    ("a statement of no minute", {"published.yaml": STATEMENT.replace("2020-01-02", "2020-01-02T24:10")}, "published.yaml:1:53", "2023-03-19T18:10"),
    ("a statement on no contest", {"published.yaml": STATEMENT.replace("contest: list", "contest: lists")}, "published.yaml:1:89", "no such contest"),
    ("percentages of nothing", {"published.yaml": STATEMENT.replace(", percent_of: cast", "")}, "published.yaml:1:104", "percent_of"),
    ("percentages of no share", {"published.yaml": STATEMENT.replace("percent_of: cast", "percent_of: took")}, "published.yaml:1", 'names the share "took"'),
    ("a share of no share", {"published.yaml": STATEMENT.replace("percent: {a: 58.1}, percent_of: cast", "shares: [{percent: 5, part: cast, of: lsted}]")}, "published.yaml:1", 'names the share "lsted"'),
    ("a lot on no contest", {E: ELECTION + "decisions: [{contest: seat, kind: lot, order: [a, b], source: x}]\n"}, "election.yaml:10:23", "no such contest"),
    ("a broken law", {"law/xx/house.yaml": LAW.replace("seats: 5, area", "seats: 6, area")}, "house.yaml", "add up to 6 seats"),
    ("a wrong figure in what was published", {"published.yaml": "statements: [{id: x, publisher: p, source: s, date: 2020-01-02, status: official, votes: {c: 1}}]"}, "published.yaml:1", "does not have"),
]


def main():
    dauys, check = sys.argv[1], Check()
    for name, files in GOOD:
        with Folder(dauys, **files) as folder:
            done = folder.run("count")
            check.that(done.returncode == 0 and "165" not in done.stderr, name, done.stderr)
    for name, files, place, sentence in BAD:
        for command in ("count", "check"):
            with Folder(dauys, **files) as folder:
                certificate = folder.path / "c.json"
                more = ("--certificate", certificate) if command == "count" else ()
                done = folder.run(command, *more)
                lines = done.stderr.strip().split("\n")
                check.that(done.returncode == 3, f"{name} ({command})", "status", done.returncode, done.stderr)
                check.that(done.stdout == "", f"{name} ({command})", "printed", done.stdout[:80])
                check.that(len(lines) == 1 and place in lines[0] and sentence in lines[0], f"{name} ({command})", lines)
                check.that(not list(pathlib.Path(folder.path).glob("c.json*")), name, "left a file behind")
    print(f"{len(GOOD)} good, {len(BAD)} bad inputs, {check.bad} wrong")
    return check.bad > 0


sys.exit(main())
