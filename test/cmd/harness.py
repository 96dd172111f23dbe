"""What the command tests share: a small made-up election in a folder, and running the program on it."""
import os
import pathlib
import subprocess
import tempfile

LAW = """\
act: xx/house
title: {en: The House}
versions:
- in_force: {from: 2000-01-01}
  source: made up
  body: {seats: 5, cite: x}
  shares:
    cast: {sum: [votes, against_all], title: {en: cast}, cite: x}
    listed: {sum: [listed], title: {en: listed}, cite: x}
    issued: {sum: [issued], title: {en: issued}, cite: x}
  tiers:
  - {id: list, title: {en: lists}, seats: 5, area: nation, ballot: {choices: lists, against_all: true},
     admit: {at_least: 5 %, of: cast, cite: x}, award: {method: hare, cite: x}, ties: {rule: lot, cite: x}}
  protocol:
    fields: {issued: {title: {en: issued}}}
    controls: [{id: K1, must: cast <= issued, cite: x}]
"""
ELECTION = """\
election: made-up
title: {en: A made-up election}
date: 2020-01-01
act: xx/house
synthetic: true
units: units.csv
lists: [{id: a, title: {en: A}}, {id: b, title: {en: B}}]
contests: [{tier: list, choices: lists}]
protocols: [{tier: list, source: official, file: p.csv}]
"""
UNITS = "unit,level,parent,voters\nn,nation,,\ns1,station,n,100\ns2,station,n,200\n"
PROTOCOLS = "unit,issued,a,b,against_all\ns1,90,50,30,5\ns2,80,40,20,10\n"


class Folder:
    """A made-up election; files given replace the good ones, None leaves one out."""

    def __init__(self, dauys, **files):
        self.dauys, self.temp = dauys, tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temp.name) / "made-up"
        good = {"election.yaml": ELECTION, "units.csv": UNITS, "p.csv": PROTOCOLS, "law/xx/house.yaml": LAW}
        for name, text in {**good, **files}.items():
            if text is None:
                continue
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def run(self, command, *more):
        return run(self.dauys, command, self.path, "--law-dir", self.path / "law", *more)


def run(dauys, *arguments, **more):
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run([dauys, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=60, **more)


class Check:
    """Counts what is wrong and says it."""
    bad = 0

    def that(self, true, name, *more):
        if not true:
            print(f"FAILED {name}:", *more)
            self.bad += 1
