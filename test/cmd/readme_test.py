#!/usr/bin/env python3
"""What README.md quotes is what the program prints: each block that begins with "$ ", line by line. "..." stands for lines left out, or, at
the end of a line, for the rest of it. All blocks run in one new folder, one after the other."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from harness import Check, run


def stands_in_order(quoted, printed):
    """The quoted lines that are not there, in order; a line "..." may stand for any number of lines."""
    at, free = 0, True

    def same(i, line):
        return printed[i].startswith(line[:-3]) if line.endswith("...") else printed[i] == line

    for line in quoted:
        if line == "...":
            free = True
            continue
        found = next((i for i in range(at, len(printed)) if same(i, line)), None) if free else (at if at < len(printed) and same(at, line) else None)
        if found is None:
            return line
        at, free = found + 1, False
    return None


def a_folder(dauys, root, temp):
    """Elections, law and the program, as somebody has them who reads the README."""
    folder = pathlib.Path(temp)
    for name in ("elections", "law"):
        (folder / name).symlink_to(pathlib.Path(root).resolve() / name)
    (folder / "bin").mkdir()
    (folder / "bin" / "dauys").symlink_to(pathlib.Path(dauys).resolve())
    return folder


def run_in(folder, command):
    environment = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120).stdout


def main():
    dauys, root = sys.argv[1:3]
    check = Check()
    with open(f"{root}/README.md", encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"```\n(\$ .*?)```", text, re.S)
    check.that(len(blocks) >= 5, "blocks", len(blocks))
    with tempfile.TemporaryDirectory() as temp:
        folder = a_folder(dauys, root, temp)
        for block in blocks:
            for command, quoted in re.findall(r"^\$ ([^\n]*)\n(.*?)(?=^\$ |\Z)", block, re.M | re.S):
                printed = run_in(folder, command)
                missing = stands_in_order(quoted.rstrip("\n").split("\n") if quoted else [], printed.split("\n"))
                check.that(missing is None, command, "README quotes what is not printed:", missing, "\n" + printed)
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
