#!/usr/bin/env python3
"""What the commands print, byte by byte, held against expected/NAME.txt.

    expected_test.py DAUYS ROOT              compare
    expected_test.py DAUYS ROOT --update     write what is printed now: read the difference before it is committed
"""
import difflib
import pathlib
import sys

from harness import ELECTION, PROTOCOLS, Folder, run

MAZHILIS = "elections/kz-mazhilis-2023"
CASES = {  # name: exit status, arguments; FOLDER and FOLDER2 stand for made-up elections' folders
    "help": (0, "help"),
    "help-count": (0, "count --help"),
    "help-key": (0, "help key"),
    "help-seats": (0, "help seats"),
    "help-ru": (0, "help --lang ru"),
    "count": (0, f"count {MAZHILIS}"),
    "count-kk": (0, f"count {MAZHILIS} --lang kk"),
    "count-ru": (0, f"count {MAZHILIS} --lang ru"),
    "count-another-law": (0, f"count {MAZHILIS} --law kz/mazhilis@2021-01-10"),
    "count-reading": (0, f"count {MAZHILIS} --reading R5=down"),
    "count-csv": (0, f"count {MAZHILIS} --csv"),
    "count-json": (0, f"count {MAZHILIS} --json"),
    "count-incomplete": (0, "count elections/ge-parliament-2016"),
    "count-question": (0, "count elections/kz-referendum-2026"),
    "count-one-seat": (0, "count elections/kz-president-2022"),
    "count-synthetic": (0, "count FOLDER --law-dir FOLDER/law"),
    "why": (0, f"why {MAZHILIS} list/amanat/seats"),
    "why-ru": (0, f"why {MAZHILIS} list/amanat/seats --lang ru"),
    "why-open": (0, "why elections/ge-parliament-2016 list/p8/admitted"),
    "check": (1, f"check {MAZHILIS}"),
    "check-most": (1, "check elections/ge-parliament-2016 --most 5"),
    "check-clean": (0, "check elections/kz-mazhilis-2021"),
    "compare": (1, "compare elections/made-up-dispute"),
    "compare-kk": (1, "compare elections/made-up-dispute --lang kk --most 3"),
    "compare-ru": (1, "compare elections/made-up-dispute --lang ru"),
    "compare-csv": (1, "compare elections/made-up-dispute --a announced --b copy --csv"),
    "compare-missing": (1, "compare FOLDER2 --law-dir FOLDER2/law --a official --b copy"),
    "compare-equal": (0, "compare FOLDER2 --law-dir FOLDER2/law --a copy --b announced"),
    "help-compare": (0, "help compare"),
    "seats-methods": (0, "seats --method list"),
    "seats": (0, "seats --method dhondt --seats 8 --bar 10% FOLDER/v.csv"),
    "seats-csv": (0, "seats --method dhondt --seats 8 --csv FOLDER/v.csv"),
    "seats-json": (0, "seats --method sainte-lague --seats 3 --json FOLDER/v.csv"),
}


def main():
    dauys, root, *more = sys.argv[1:]
    expected, bad = pathlib.Path(root) / "test/cmd/expected", 0
    sources = "".join(f"- {{tier: list, source: {source}, file: {source}.csv}}\n" for source in ("copy", "announced"))
    two = {"election.yaml": ELECTION.replace("protocols: [{tier: list, source: official, file: p.csv}]\n", "protocols:\n- {tier: list, source: official, file: p.csv}\n" + sources),
           "copy.csv": PROTOCOLS.replace("s2,80,40", "s2,80,41").replace("s1,90,50,30,5\n", ""), "announced.csv": PROTOCOLS.replace("s2,80,40", "s2,80,41").replace("s1,90,50,30,5\n", "")}
    with Folder(dauys, **{"v.csv": "list,votes\na,100\nb,80\nc,30\nd,4\n"}) as folder, Folder(dauys, **two) as second:
        for name, (status, line) in CASES.items():
            done = run(dauys, *line.replace("FOLDER2", str(second.path)).replace("FOLDER", str(folder.path)).split())
            got = done.stdout.replace(str(folder.path), "FOLDER")
            path = expected / f"{name}.txt"
            if more == ["--update"]:
                path.write_text(got, encoding="utf-8")
            want = path.read_text(encoding="utf-8") if path.exists() else ""
            if (done.returncode, done.stderr) != (status, ""):
                print(f"{name}: exit {done.returncode}, {status} is right; {done.stderr}")
                bad += 1
            if got != want or not got:
                print("\n".join(list(difflib.unified_diff(want.split("\n"), got.split("\n"), f"expected/{name}.txt", "printed", lineterm=""))[:40]))
                bad += 1
    for path in expected.glob("*.txt"):
        if path.stem not in CASES:
            print(f"{path.name}: no such case")
            bad += 1
    print(f"{len(CASES)} cases, {bad} wrong")
    return bad > 0


sys.exit(main())
