#!/usr/bin/env python3
"""What README.md quotes is what the program prints: each block that begins with "$ dauys", line by line, "..." for lines left out."""
import json
import re
import sys

from harness import Check, run


def stands_in_order(quoted, printed):
    """The quoted lines that are not there, in order; a line "..." may stand for any number of lines."""
    at, free = 0, True
    for line in quoted:
        if line == "...":
            free = True
            continue
        found = next((i for i in range(at, len(printed)) if printed[i] == line), None) if free else (at if at < len(printed) and printed[at] == line else None)
        if found is None:
            return line
        at, free = found + 1, False
    return None


def main():
    dauys, root = sys.argv[1:3]
    check = Check()
    with open(f"{root}/README.md", encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"```\n\$ dauys ([^\n]*)\n(.*?)```", text, re.S)
    check.that(len(blocks) >= 3, "blocks", len(blocks))
    for command, quoted in blocks:
        done = run(dauys, *command.split(), cwd=root)
        missing = stands_in_order(quoted.rstrip("\n").split("\n"), done.stdout.split("\n"))
        check.that(missing is None, f"dauys {command}", "README quotes what is not printed:", missing)
    done = run(dauys, "check", "elections/ge-parliament-2016", "--json", cwd=root).stdout
    findings = json.loads(done)
    by_code = {}
    for finding in findings["findings"]:
        by_code[finding["code"]] = by_code.get(finding["code"], 0) + 1
    missing, announced = by_code.pop("M1"), by_code.pop("P3")
    for figure in (f"{sum(by_code.values()):,} findings", f"{missing} missing", f"{announced} differences", f"{findings['errors']:,} errors", f"{findings['warnings']} warnings"):
        check.that(re.search(figure, re.sub(r"\s+", " ", text)), "README has another number", figure)
    print(f"{check.bad} wrong")
    return check.bad > 0


sys.exit(main())
