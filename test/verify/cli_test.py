#!/usr/bin/env python3
"""dauys verify and witness as they are used: the JSON fits its schema, receipts, a witness that cosigns records and exports and refuses
what was rolled back or rewritten, k of n witnesses, and nothing written by looking.

    cli_test.py DAUYS SOURCE
"""
import copy
import hashlib
import json
import os
import pathlib
import pty
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cmd"))
from harness import Check, run  # noqa: E402

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

DAUYS, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
ELECTION = SOURCE / "elections/made-up-dispute"
check = Check()
schema = json.loads((SOURCE / "doc/spec/verify.schema.json").read_text())
validator = Draft202012Validator(schema) if Draft202012Validator else None


def fits(value, name):
    if validator:
        errors = [e.message for e in validator.iter_errors(value)]
        check.that(not errors, name, errors)


def good(*arguments):
    done = run(DAUYS, *arguments)
    check.that(done.returncode == 0, f"{arguments[0]} is done", arguments, done.stderr)
    return done.stdout


def refused(name, status, says, *arguments):
    done = run(DAUYS, *arguments)
    check.that(done.returncode == status and says in done.stderr and done.stderr.count("\n") == 1, name, done)
    return done


def as_json(*arguments):
    done = run(DAUYS, "verify", *arguments, "--json")
    value = json.loads(done.stdout)
    fits(value, f"the JSON of {arguments}")
    check.that(value["holds"] == (done.returncode == 0), "holds", done)
    return value


def digest(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


class Place:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.keys = {}
        for name, called in (("founder", "made-up.example/log"), ("typist", "t"), ("w1", "w1.example"), ("w2", "w2.example")):
            self.keys[name] = good("key", "new", self / f"{name}.key", "--name", called, "--no-passphrase")
        self.record = self / "a.dauys"
        good("record", "init", self.record, "--election", ELECTION, "--key", self / "founder.key")
        good("key", "enrol", self.record, self / "typist.key", "--key", self / "founder.key", "--person", "p1", "--role", "observer")

    def __truediv__(self, name):
        return self.folder / name

    def add(self, station, record=None):
        line = (ELECTION / "protocols/district-copy.csv").read_text().splitlines()
        names, values = line[0].split(",")[1:], line[station].split(",")
        return good("record", "add", record or self.record, "--station", values[0], "--source", "copy", "--key", self / "typist.key",
                    *[f"{n}={v}" for n, v in zip(names, values[1:])])

    def checkpoint(self, record=None):
        good("record", "checkpoint", record or self.record, "--key", self / "founder.key")

    def vkey(self, name):
        return next(line.split()[-1] for line in self.keys[name].splitlines() if line.startswith("as a witness"))

    def policy(self, quorum, groups=""):
        text = "".join(f"witness {name} {self.vkey(name)}\n" for name in ("w1", "w2")) + groups + f"quorum {quorum}\n"
        (self / "policy").write_text(text)
        return self / "policy"

    def witness(self, name, record=None, *more):
        return good("witness", record or self.record, "--key", self / f"{name}.key", *more)


def the_json_says_what_the_lines_say(place):
    before = digest(place.folder)
    value = as_json(place.record)
    check.that(digest(place.folder) == before, "nothing is written")
    kinds = {line["kind"]: line["n"] for line in value["verified"]}
    check.that(kinds["entries"] == kinds["signatures"] == kinds["rights"] == value["size"], "each entry", value)
    check.that(kinds["checkpoints"] == 2 and "unsigned" not in kinds and value["signed"] == value["size"], "checkpoints", value)
    for line in value["verified"]:
        check.that(f"{line['n']:>12}  {line['what']}" in good("verify", place.record).replace("\u00a0", " "), line["what"])
    place.add(1)
    value = as_json(place.record)
    check.that({"kind": "unsigned", "n": 1, "what": "entries behind the last checkpoint",
                "note": "nobody has signed yet that they are there"} in value["verified"], "entries behind the last checkpoint", value)
    place.checkpoint()


def the_schema_refuses(place):
    def changed(**more):
        value = copy.deepcopy(as_json(place.record))
        value.update(more)
        return value
    wrong = [changed(format="dauys-verify/2"), changed(holds=False), changed(size=-1), changed(root="00"), changed(extra=1),
             changed(verified=[{"kind": "luck", "n": 1, "what": "x"}]), changed(failure={"message": "x"})]
    for value in wrong if validator else []:
        check.that(not validator.is_valid(value), "the schema refuses", value)


def damage_is_named(place):
    damaged = place / "damaged.dauys"
    shutil.copy(place.record, damaged)
    database = sqlite3.connect(damaged)
    triggers = database.execute("SELECT rowid, * FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    database.execute("PRAGMA writable_schema = ON")
    database.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")
    database.commit()
    database.close()
    database = sqlite3.connect(damaged)
    number, item = database.execute("SELECT number, item FROM entries WHERE instr(item, CAST('\"p1\"' AS BLOB))").fetchone()
    database.execute("UPDATE entries SET item = ? WHERE number = ?", (item.replace(b'"p1"', b'"p2"'), number))
    database.execute("PRAGMA writable_schema = ON")
    database.executemany("INSERT INTO sqlite_schema(rowid, type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?, ?)", triggers)
    database.commit()
    database.close()
    value = as_json(damaged)
    check.that(f"entry {number}" in value["failure"]["message"], "the entry is named", value)
    refused("a damaged record", 3, f"entry {number} is not as it was written", "verify", damaged)
    refused("no record", 4, "No such file", "verify", place / "none.dauys")
    refused("a witness of a damaged record", 3, f"entry {number}", "witness", damaged, "--key", place / "w1.key")
    check.that(not (place / "w1.key.seen").exists(), "nothing was cosigned")


def receipts(place):
    good("record", "proof", place.record, "5", "--to", place / "receipt")
    (place / "entry").write_text(good("record", "show", place.record, "5", "--json"))
    log = as_json(place.record)["log"]
    said = good("verify", place / "receipt", "--entry", place / "entry", "--log", log)
    check.that("it is entry 5 of the log made-up.example/log" in said, "a receipt", said)
    value = as_json(place / "receipt", "--entry", place / "entry", "--log", log)
    check.that(value["entry"] == 5, "its number", value)
    exact = place / "exact"
    exact.write_bytes((place / "entry").read_bytes()[:-1])
    good("verify", place / "receipt", "--entry", exact, "--log", log)
    exact.write_bytes((place / "entry").read_bytes() + b"\n")
    refused("two newlines", 3, "not of this entry", "verify", place / "receipt", "--entry", exact, "--log", log)
    (place / "other").write_text(good("record", "show", place.record, "4", "--json"))
    refused("another entry", 3, "not of this entry", "verify", place / "receipt", "--entry", place / "other", "--log", log)
    fits(as_json(place / "receipt", "--entry", place / "other", "--log", log), "a receipt that does not hold")
    other = good("key", "show", place / "typist.key").splitlines()[1].split()[-1]
    refused("another log", 3, "of the log", "verify", place / "receipt", "--entry", place / "entry", "--log", other)
    refused("no key", 2, "--log", "verify", place / "receipt", "--entry", place / "entry")
    refused("a key that is none", 3, "--log", "verify", place / "receipt", "--entry", place / "entry", "--log", "x")
    refused("--log of a record", 2, "--log", "verify", place.record, "--log", log)
    refused("a receipt that lacks witnesses", 3, "asks for more witnesses", "verify", place / "receipt", "--entry", place / "entry",
            "--log", log, "--policy", place.policy("w1"))
    policy = place.policy("none")
    policy.write_text(f"log {log}\n" + policy.read_text())
    good("verify", place / "receipt", "--entry", place / "entry", "--policy", policy)
    text = (place / "receipt").read_text()
    for i, line in enumerate(text.splitlines()):
        if line.startswith("index"):
            (place / "bad").write_text(text.replace(line, "index 4"))
            refused("another index", 3, "not of this entry", "verify", place / "bad", "--entry", place / "entry", "--log", log)


def witnesses(place):
    old = place / "old.dauys"
    shutil.copy(place.record, old)
    said = place.witness("w1")
    check.that(place.vkey("w1") in said and (place / "w1.key.seen").is_dir(), "cosigned, with state beside the key", said)
    place.witness("w1")  # again: one line, a later time
    policy = place.policy("w1")
    value = as_json(place.record, "--policy", policy)
    check.that(value["verified"][-1]["kind"] == "cosignatures" and value["verified"][-1]["n"] == 1, "one has", value)
    check.that(value["verified"][-1]["detail"].endswith("Z"), "with its time", value)
    both = place.policy("both", "group both all w1 w2\n")
    refused("one of two", 3, "the 1 of 2", "verify", place.record, "--policy", both)
    place.witness("w2", None, "--state", place / "elsewhere")
    good("verify", place.record, "--policy", both)
    good("verify", place.record, "--policy", place.policy("any", "group any 1 w1 w2\n"))
    place.checkpoint()  # the log signs the same head again: the cosignatures are still there
    good("verify", place.record, "--policy", place.policy("both", "group both all w1 w2\n"))
    place.add(2)
    place.checkpoint()
    refused("a head that they have not seen", 3, "the 0 of 2", "verify", place.record, "--policy", place / "policy")
    good("record", "export", place.record, place / "tiles")
    refused("into an export", 2, "--to", "witness", place / "tiles", "--key", place / "w1.key")
    before = digest(place / "tiles")
    place.witness("w1", place / "tiles", "--to", place / "cosigned")
    check.that(digest(place / "tiles") == before, "an export stays as it was")
    check.that("— w1.example " in (place / "cosigned").read_text(), "the note is there")
    good("verify", place / "tiles", "--seen", place / "cosigned")
    (place / "tiles/checkpoint").write_text((place / "cosigned").read_text())
    good("verify", place / "tiles", "--policy", place.policy("w1"))
    place.witness("w1")
    n = as_json(place.record)["size"]
    refused("rolled back", 3, f"was rolled back: {n} entries were cosigned before", "witness", old, "--key", place / "w1.key")
    refused("rolled back, verify", 3, "some were taken away", "verify", old, "--seen", place / "cosigned")
    good("verify", old)  # it is the true record of yesterday
    place.add(3, old)  # and goes another way from there
    place.add(4, old)
    place.checkpoint(old)
    before = digest(place.folder)
    refused("rewritten", 3, f"was rewritten: its first {n} entries are not those", "witness", old, "--key", place / "w1.key")
    check.that(digest(place.folder) == before, "a refusal changes nothing")
    refused("rewritten, verify", 3, f"another history of the first {n}", "verify", old, "--seen", place / "cosigned")
    refused("another log's key", 3, "another key than --log says", "witness", place.record, "--key", place / "w1.key",
            "--log", good("key", "show", place / "typist.key").splitlines()[1].split()[-1])
    place.witness("w1", None, "--log", as_json(place.record)["log"])
    refused("neither", 2, "--listen", "witness", "--key", place / "w1.key")
    refused("both", 2, "not both", "witness", place.record, "--listen", "127.0.0.1:0", "--key", place / "w1.key")
    state = next(p for p in (place / "w1.key.seen").iterdir() if "." not in p.name)
    state.write_text("x")
    refused("a state that cannot be read", 3, "", "witness", place.record, "--key", place / "w1.key")
    if os.geteuid() != 0:
        place.record.chmod(0o400)
        refused("a record that cannot be written", 4, "", "witness", place.record, "--key", place / "w2.key", "--state", place / "elsewhere")
        place.record.chmod(0o600)


def progress_is_for_terminals(place):
    """On a terminal nothing is left of it; elsewhere nothing is written."""
    done = run(DAUYS, "verify", place.record)
    check.that(done.stderr == "", "nothing on the standard error", done)
    main, side = pty.openpty()
    done = subprocess.run([DAUYS, "verify", str(place.record)], stdout=subprocess.PIPE, stderr=side, text=True)
    os.close(side)
    check.that(done.returncode == 0 and "Verified." in done.stdout, "on a terminal", done)
    os.close(main)


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        for test in (the_json_says_what_the_lines_say, the_schema_refuses, damage_is_named, receipts, witnesses, progress_is_for_terminals):
            test(place)
    if validator:
        Draft202012Validator.check_schema(schema)
    print(f"cli_test: {'FAILED' if check.bad else 'good'}")
    return 1 if check.bad else 0 if validator else 77


sys.exit(main())
