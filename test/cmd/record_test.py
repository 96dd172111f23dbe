#!/usr/bin/env python3
"""dauys record and what works on a record, end to end: real files, pipes, a terminal, and bad input."""
import base64
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import termios

from harness import Check, ELECTION, LAW, UNITS

# The first control is an error that can be accepted; the second one more of it.
HOUSE = LAW.replace("fields: {issued: {title: {en: issued}}}", "fields: {issued: {title: {en: Ballots issued}}, invalid: {title: {en: Invalid ballots}}}") \
           .replace("must: cast <= issued", "must: cast + invalid <= issued")
PEOPLE = {"coord": "coordinator", "alice": "typist", "bob": "typist", "watcher": "observer", "watcher-two": "observer"}
GOOD = ("issued=90", "invalid=1", "a=50", "b=30", "against_all=5")
PAPER = "90\n1\n50\n30\n5\n"  # the same in the paper's order
CSV = "unit,issued,invalid,a,b,against_all\ns1,90,1,50,30,5\ns2,80,0,40,20,10\n"


class Desk:
    """A record with its people, each in a folder of its own."""
    made = None  # the first is made by the program, others are copies

    def __init__(self, dauys, check):
        self.dauys, self.check = dauys, check
        self.temp = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temp.name)
        self.record = self.folder / "a.dauys"
        if Desk.made:
            shutil.copytree(Desk.made.folder, self.folder, dirs_exist_ok=True)
        else:
            self.begin()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temp.cleanup()

    def begin(self):
        election = self.folder / "made-up"
        for name, text in (("election.yaml", ELECTION), ("units.csv", UNITS), ("law/xx/house.yaml", HOUSE), ("p.csv", CSV)):
            (election / name).parent.mkdir(parents=True, exist_ok=True)
            (election / name).write_text(text, encoding="utf-8")
        for person in ("founder", *PEOPLE):
            self.good("key", "new", self.key(person), "--name", f"made-up/{person}", "--no-passphrase")
        done = self.good("record", "init", self.record, "--election", election, "--law-dir", election / "law", "--key", self.key("founder"))
        self.check.that(re.search(r"5? ?entries; the head is [0-9a-f]{64}", done.stdout), "init", done.stdout)
        for person, role in PEOPLE.items():
            name = ("--name", "Алия Мадеева") if person == "alice" else ()
            self.good("key", "enrol", self.record, self.key(person), "--person", person, "--role", role, "--key", self.key("founder"), *name)
        Desk.made = self

    def key(self, person):
        return self.folder / f"{person}.key"

    def run(self, *arguments, stdin="", **environment):
        return subprocess.run([self.dauys, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60, check=False,
                              env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}, start_new_session=True)

    def good(self, *arguments, status=0, **more):
        done = self.run(*arguments, **more)
        self.check.that(done.returncode == status and not done.stderr.strip(), " ".join(map(str, arguments))[:200], done.returncode, done.stderr, done.stdout)
        return done

    def verb(self, verb, *arguments, by=None, status=0, **more):
        return self.good("record", verb, self.record, *arguments, *(("--key", self.key(by)) if by else ()), status=status, **more)

    def number(self, done):
        return int(re.match(r"(?:Entry )?(\d+)", done.stdout).group(1))

    def add(self, by="alice", station="s1", source="official", values=GOOD, status=0):
        return self.number(self.verb("add", "--station", station, "--source", source, *values, by=by, status=status))

    def confirmed(self, station="s1", values=GOOD, status=0):
        entry = self.add(station=station, values=values, status=status)
        self.verb("confirm", entry, *values, by="bob", status=status)
        return entry

    def file(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def digest(self):
        """Of the whole file, but for the counters in which SQLite notes that somebody could have written."""
        data = bytearray(self.record.read_bytes())
        data[24:28] = data[92:96] = bytes(4)
        others = [path.name for path in self.folder.glob("a.dauys*") if path.stat().st_size and path != self.record and not path.name.endswith("-shm")]
        return hashlib.sha256(data).hexdigest(), others

    def refused(self, status, sentence, *arguments, stdin="", **environment):
        """Says why, with that exit status, and changes nothing."""
        before = self.digest()
        done = self.run(*arguments, stdin=stdin, **environment)
        lines = done.stderr.strip().splitlines()
        name = " ".join(map(str, arguments))[:160]
        self.check.that(done.returncode == status, name, "exit", done.returncode, "not", status, done.stderr, done.stdout)
        self.check.that(sentence in done.stderr and lines and lines[-1].startswith("dauys: ") and len(lines) == 1, name, repr(done.stderr), "lacks", sentence)
        self.check.that(not done.stdout, name, "said", done.stdout)
        self.check.that(self.digest() == before, name, "changed the record")

    def refuses(self, status, sentence, verb, *arguments, by=None, **more):
        self.refused(status, sentence, "record", verb, self.record, *arguments, *(("--key", self.key(by)) if by else ()), **more)

    def vkey(self):
        return re.search(r"verifier key +(\S+)", self.good("key", "show", self.key("founder")).stdout).group(1)

    def head(self):
        return len(json.loads(self.run("record", "log", self.record, "--json").stdout))


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments):
        self.seen = ""
        self.child, self.fd = pty.fork()
        if self.child == 0:
            os.execve(arguments[0], list(map(str, arguments)), {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        attributes = termios.tcgetattr(self.fd)
        attributes[3] &= ~termios.ECHO
        termios.tcsetattr(self.fd, termios.TCSANOW, attributes)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, b"\x18\0\x50\0\0\0\0\0")

    def wait_for(self, text):
        while text not in self.seen:
            if not select.select([self.fd], [], [], 20)[0]:
                raise TimeoutError(f"no {text!r} in {self.seen!r}")
            self.seen += os.read(self.fd, 4096).decode()
        before, self.seen = self.seen.split(text, 1)
        return before

    def type(self, text):
        os.write(self.fd, text.encode())

    def finish(self):
        while select.select([self.fd], [], [], 20)[0]:
            try:
                more = os.read(self.fd, 4096)
            except OSError:
                more = b""
            if not more:
                break
            self.seen += more.decode(errors="replace")
        _, status = os.waitpid(self.child, 0)
        os.close(self.fd)
        return self.seen, os.waitstatus_to_exitcode(status)


# --- entering ---

def two_persons(desk):
    check = desk.check
    first = desk.verb("add", "--station", "s1", *GOOD, by="alice")
    entry = desk.number(first)
    check.that("the protocol of s1 (official) is entered" in first.stdout, "add", first.stdout)
    check.that("50" not in desk.verb("log").stdout.split("protocol", 1)[1], "the log shows what is to be typed blind")
    desk.refuses(3, "a second person is needed", "confirm", entry, *GOOD, by="alice")
    second = desk.verb("confirm", entry, *GOOD, by="bob")
    check.that("is confirmed" in second.stdout and "differ" not in second.stdout, "confirm", second.stdout)
    desk.refuses(3, "is confirmed: only a protocol that was typed once", "confirm", entry, *GOOD, by="bob")
    desk.refuses(3, "is confirmed: another cannot be entered", "add", "--station", "s1", *GOOD, by="alice")


def differences(desk):
    check = desk.check
    entry = desk.add()
    done = desk.verb("confirm", entry, "issued=90", "invalid=1", "a=51", "b=29", "against_all=5", by="bob", status=1)
    rows = [line.split() for line in done.stdout.splitlines()]
    check.that(["a", "50", "51"] in rows and ["b", "30", "29"] in rows, "the fields that differ", done.stdout)
    check.that(not any(row and row[0] in ("issued", "invalid", "against_all") for row in rows), "fields that agree are shown", done.stdout)
    check.that(f"dauys record resolve {desk.record} {entry}" in done.stdout, "what to do", done.stdout)
    desk.refuses(3, "on which the two entries agree", "resolve", entry, "a=51", "b=29", "issued=90", by="alice")
    desk.refuses(3, "alice has to type that, or a coordinator", "resolve", entry, "a=51", by="bob")
    desk.refuses(3, "which neither of the two has typed", "resolve", entry, "a=52", "b=29", by="alice")
    left = desk.verb("resolve", entry, "a=51", by="alice", status=1).stdout
    check.that("is different" in left and "  b " in left and "  a " not in left, "a part resolved", left)
    check.that("is confirmed" in desk.verb("resolve", entry, "b=30", by="bob").stdout, "resolve")
    counted = json.loads(desk.good("count", desk.record, "--json").stdout)
    votes = {c["id"]: c["votes"] for c in counted["contests"][0]["choices"]}
    check.that(votes == {"a": 51, "b": 30}, "resolved votes", votes)


def from_a_pipe(desk):
    check = desk.check
    entry = desk.number(desk.verb("add", "--station", "s1", by="alice", stdin=PAPER))
    values = json.loads(desk.verb("show", entry).stdout)["body"]["values"]
    check.that(values == {"issued": 90, "invalid": 1, "a": 50, "b": 30, "against_all": 5}, "piped", values)
    desk.verb("confirm", entry, by="bob", stdin=PAPER.replace("\n", "\r\n"))
    short = desk.number(desk.verb("add", "--station", "s2", by="alice", stdin="90\n\n50\n30\n5\n"))
    check.that("invalid" not in json.loads(desk.verb("show", short).stdout)["body"]["values"], "an empty line is not on the paper")
    for stdin, sentence in (("", "the input ended before issued"), ("90\n1\n50\n", "the input ended before b; nothing was entered"),
                            ("ninety\n", 'issued is "ninety"; a whole number from 0 is needed'), ("-1\n", "a whole number from 0"), ("1.5\n", "a whole number"),
                            ("0" * 300 + "\n1\n50\n30\n5\n", "a whole number"), ("9007199254740993\n", "a whole number"), ("90\n1\n\n30\n5\n", 'lacks "a", who stands here')):
        desk.refuses(3, sentence, "confirm" if "lacks" not in sentence else "add", *((short,) if "lacks" not in sentence else ("--station", "n", "--source", "copy")),
                     by="bob", stdin=stdin)


def on_a_terminal(desk):
    check = desk.check
    on = Terminal(desk.dauys, "record", "add", desk.record, "--station", "s1", "--key", desk.key("alice"))
    for prompt, answer in (("Ballots issued [issued]: ", "many\n"), ("a whole number from 0 is needed", ""), ("Ballots issued [issued]: ", "90\n"), ("Invalid ballots [invalid]: ", "\n"),
                           ("A [a]: ", "50\n"), ("B [b]: ", "30\n"), ("against all [against_all]: ", "5\n")):
        on.wait_for(prompt)
        on.type(answer)
    rest, status = on.finish()
    check.that(status == 0 and "is entered" in rest, "add on a terminal", status, rest)
    on = Terminal(desk.dauys, "record", "confirm", desk.record, desk.head() - 1, "--key", desk.key("bob"))
    seen = on.wait_for("Ballots issued [issued]: ")
    check.that("90" not in seen and "50" not in seen, "the second person sees what the first typed", seen)
    on.type("\x04")
    rest, status = on.finish()
    check.that(status == 3 and "nothing was entered" in rest, "the end of input on a terminal", status, rest)


def broken_controls(desk):
    check = desk.check
    broken = ("issued=80", "invalid=1", "a=50", "b=30", "against_all=5")
    done = desk.verb("add", "--station", "s1", *broken, by="alice", status=1)
    entry = desk.number(done)
    check.that("K1" in done.stdout and "86" in done.stdout and "80" in done.stdout, "both sides of the control", done.stdout)
    desk.verb("confirm", entry, *broken, by="bob", status=1)
    check.that("E3" in desk.good("check", desk.record, status=1).stdout, "check says that it waits")
    desk.refuses(2, "--reason is missing", "accept", entry, "K1", by="coord")
    desk.refuses(3, "needs the role coordinator", "accept", entry, "K1", "--reason", "so on the paper", by="alice")
    desk.refuses(3, "names K2, which this protocol does not break", "accept", entry, "K2", "--reason", "so on the paper", by="coord")
    desk.refuses(3, "names a control twice", "accept", entry, "K1", "K1", "--reason", "so on the paper", by="coord")
    desk.verb("accept", entry, "K1", "--reason", "так в протоколе", by="coord")
    check.that("E3" not in desk.good("check", desk.record, status=1).stdout, "accepted")


def corrected_and_voided(desk):
    check = desk.check
    entry = desk.confirmed()
    desk.refuses(2, "--reason is missing", "correct", entry, "a=49", by="alice")
    check.that("is entered" in desk.verb("correct", entry, "a=49", "--reason", "slip of the pen", by="alice").stdout, "a correction waits again")
    check.that("E1" in desk.run("check", desk.record).stdout, "the correction waits")
    desk.verb("confirm", entry, "issued=90", "invalid=1", "a=49", "b=30", "against_all=5", by="bob")
    desk.refuses(3, "needs the role coordinator", "void", entry, "--reason", "x", by="alice")
    desk.verb("void", entry, "--reason", "wrong station", by="coord")
    check.that("E4" in desk.run("check", desk.record).stdout, "voided")
    again = desk.add()
    desk.refuses(3, "was voided and entered anew", "confirm", entry, *GOOD, by="bob")
    history = desk.verb("history", "s1")
    for word in ("slip of the pen", "wrong station", "alice", "bob", "coord", "a=49", "a=50"):
        check.that(word in " ".join(history.stdout.split()), "history lacks", word, history.stdout)
    rows = json.loads(desk.verb("history", "s1", "--json").stdout)
    check.that([row["kind"] for row in rows] == ["protocol", "protocol-confirmed", "protocol-corrected", "protocol-confirmed", "protocol-voided", "protocol"], "history", rows)
    check.that(rows[2]["values"] == {"a": 49} and rows[-1]["entry"] == again, "values of the history", rows)
    desk.refuses(3, 'no station or area "s9"', "history", "s9")


# --- many at once ---

def imported(desk):
    check = desk.check
    file = desk.file("p.csv", CSV)
    done = desk.verb("import", file, "--source", "official", by="alice")
    check.that("2 entries in one batch" in done.stdout and "%" not in done.stderr, "import", done.stdout, done.stderr)
    desk.verb("import", file, "--confirm", by="bob")
    for command in ("count", "check"):
        folder, record = (desk.run(command, of, "--json", "--law-dir", desk.folder / "made-up/law") for of in (desk.folder / "made-up", desk.record))
        a, b = json.loads(folder.stdout), json.loads(record.stdout)
        check.that(folder.returncode == record.returncode, command, folder.returncode, record.returncode)
        if command == "count":
            check.that(a == b, "count differs from the folder's", folder.stdout, record.stdout)
    folder, record = (desk.run("why", of, "body/a/seats", "--law-dir", desk.folder / "made-up/law").stdout for of in (desk.folder / "made-up", desk.record))
    check.that(folder.split("\n")[0] == record.split("\n")[0] and "s1" in record, "why", folder, record)
    copies = desk.file("copies.csv", CSV.replace("s1,90,1,50,30", "s1,90,1,51,29"))
    desk.verb("import", copies, "--source", "copy", by="watcher")
    compared = json.loads(desk.run("compare", desk.record, "--a", "copy", "--b", "official", "--json").stdout)
    check.that("s1" in json.dumps(compared) and '"s2"' not in json.dumps(compared["contests"][0].get("figures", [])), "compare", compared)


def imported_badly(desk):
    head = CSV.splitlines()[0] + "\n"
    row, more = "s1,90,1,50,30,5\n", "s2,80,0,40,20,10\n"
    for text, status, sentence in (
            (head + row + "s9,80,0,40,20,10\n", 3, ":3: /body/station: is \"s9\", which is no station"),
            (head + "s9,80,0,40,20,10\n" + more, 3, ":2: /body/station"),
            (head + row + "s2,80,0,40,20\n", 3, "has 5 cells; the header has 6"),
            (head + row + "s2,80,0,forty,20,10\n", 3, "forty"),
            (head + row + "s2,80,0,-4,20,10\n", 3, ":3:"),
            (head + row + row, 3, ":3: is entry "), (head + row + "s1,80,0,40,20,10\n", 3, ":3: /body: the protocol of s1 is entered: another"),
            (head + row + "\n" + more, 3, ":3: is an empty line between rows"),
            (head + row + "s2,80,0,9007199254740993,20,10\n", 3, ":3:"),
            (head + row + "s2,80,0,9007199254740992,20,10\n", 3, "add up to more than 2^53"),
            ("unit,issued,invalid,a,b,a,against_all\ns1,90,1,50,30,50,5\n", 3, 'names the column "a" twice'),
            ("unit,issued,unit,a,b\n", 3, 'names the column "unit" twice'),
            ("unit,issued,,a,b,against_all\ns1,90,1,50,30,5\n", 3, "a column without a name"),
            ("station,issued,a,b\n", 3, 'lacks the column "unit"'),
            ("unit,issued,a,b,c\ns1,1,2,3,4\n", 3, 'counts "c"'),
            ("unit,issued,a\ns1,1,2\n", 3, 'lacks "b", who stands here'),
            ("", 3, "is empty; a header"), (b"unit,a,b\ns\xff,1,2\n", 3, ":2:")):
        desk.refuses(status, sentence, "import", desk.file("bad.csv", text), "--source", "official", by="alice")
    good = desk.file("good.csv", CSV + "\n\n")
    desk.refuses(3, "no such file", "import", desk.folder / "nowhere.csv", by="alice")
    desk.refuses(3, "needs the role typist", "import", good, "--source", "official", by="watcher")
    desk.refuses(3, "is not one of: official, copy, announced", "import", good, "--source", "offical", by="alice")
    desk.refuses(2, "official, copy or announced is needed", "import", good, "--source", "offical", "--confirm", by="alice")
    desk.refuses(3, "of which none was entered before", "import", good, "--confirm", by="bob")
    desk.refuses(2, "--accept needs --reason", "import", good, "--accept", by="coord")
    desk.refuses(2, "exclude each other", "import", good, "--accept", "--confirm", "--reason", "x", by="coord")
    desk.refuses(2, "1 or 2 is needed", "import", good, "--round", "3", by="alice")
    desk.verb("import", good, by="alice")


def progress(desk):
    file = desk.file("p.csv", CSV)
    on = Terminal(desk.dauys, "record", "import", desk.record, file, "--key", desk.key("alice"))
    seen, status = on.finish()
    desk.check.that(status == 0 and "100 %" in seen and "2 entries" in seen, "a progress bar on a terminal", status, seen)
    on = Terminal(desk.dauys, "record", "import", desk.record, desk.file("bad.csv", CSV.replace("s1,90,1,50", "s1,90,1,51")), "--confirm", "--key", desk.key("alice"))
    seen, status = on.finish()
    desk.check.that(status == 3 and "%\r\n" in seen and "dauys: " in seen, "the sentence has a line of its own", seen)


def accepted_in_a_batch(desk):
    broken = desk.file("b.csv", CSV.replace("s1,90", "s1,80"))
    desk.verb("import", broken, by="alice")
    desk.verb("import", broken, "--confirm", by="bob")
    done = desk.verb("import", broken, "--accept", "--reason", "so in the file", by="coord")
    desk.check.that("1 entries in one batch" in done.stdout, "accept", done.stdout)
    done = desk.verb("import", broken, "--accept", "--reason", "so in the file", by="coord")
    desk.check.that("0 entries" in done.stdout, "accepted once", done.stdout)


# --- what is written of other kinds ---

def attachments(desk):
    check = desk.check
    entry = desk.confirmed()
    scans = desk.folder / "scans"
    scans.mkdir()
    scan = scans / "s1.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n made up")
    desk.verb("attach", entry, scan, by="alice")
    body = json.loads(desk.verb("show", desk.head() - 1).stdout)["body"]
    check.that(body["sha256"] == hashlib.sha256(scan.read_bytes()).hexdigest() and body["media"] == "image/png" and body["bytes"] == len(scan.read_bytes()), "attachment", body)
    desk.good("verify", desk.record, "--attachments", scans)
    scan.rename(scans / "other-name.png")
    desk.good("verify", desk.record, "--attachments", scans)
    (scans / "other-name.png").write_bytes(b"\x89PNG\r\n\x1a\n made UP")
    done = desk.run("verify", desk.record, "--attachments", scans)
    check.that(done.returncode in (1, 3) and f"entry {desk.head() - 1}, " in done.stderr + done.stdout, "a changed scan", done.returncode, done.stderr, done.stdout)
    desk.refuses(3, "nowhere.png", "attach", entry, desk.folder / "nowhere.png", by="alice")
    desk.refuses(3, "is no protocol", "attach", 2, scans / "other-name.png", by="alice")


def written(desk):
    check = desk.check
    desk.confirmed()
    lot = {"decision": "lot", "authority": "commission", "date": "2020-01-03", "text": "drawn", "contest": "list", "order": ["b", "a"]}
    void = {"decision": "station-voided", "authority": "court", "date": "2020-01-04", "text": "ballots burnt", "station": "s1"}
    said = {"statement": {"id": "s", "publisher": "x", "source": "x", "date": "2020-01-02", "status": "official", "contest": "list", "votes": {"a": 50}}}
    for kind, body, by in (("decision", lot, "coord"), ("statement", said, "watcher"), ("decision", void, "coord")):
        desk.verb("write", kind, desk.file("body.json", json.dumps(body)), by=by)
    votes = json.loads(desk.good("count", desk.record, "--json").stdout)["contests"][0]["choices"]
    check.that(all(choice["votes"] == 0 for choice in votes), "annulled votes", votes)
    desk.good("verify", desk.record)
    for kind, text, status, sentence in (
            ("decisoin", "{}", 2, 'did you mean "decision"?'), ("decision", "{", 3, "body.json:1"), ("decision", "[]", 3, "/body: is no object"),
            ("decision", "{}", 3, 'lacks "decision", which the kind decision needs'), ("decision", json.dumps({**lot, "x": 1}), 3, 'holds "x"'),
            ("decision", json.dumps({**lot, "order": ["z"]}), 3, "does not stand in this contest"), ("decision", '{"a":1,"a":2}', 3, "body.json:1"),
            ("decision", json.dumps({**lot, "text": True}), 3, "body.json: holds a fraction, true, false or null"), ("decision", '{"a":1.5}', 3, "body.json: holds a fraction"),
            ("decision", json.dumps({**lot, "text": "x" * 70000}), 3, "at most 65535"), ("decision", b"\xff", 3, "body.json"),
            ("statement", json.dumps({"statement": {"id": "t"}}), 3, "lacks the key"), ("election", "{}", 3, 'lacks "'),
            ("lists", json.dumps({"lists": [{"id": "z"}]}), 3, "come before any other entry")):
        desk.refuses(status, sentence, "write", kind, desk.file("body.json", text), by="coord")


def outcome(desk):
    check = desk.check
    desk.confirmed()
    desk.confirmed("s2", ("issued=80", "invalid=0", "a=40", "b=20", "against_all=10"))
    desk.refuses(3, "has the role typist", "outcome", by="alice")
    entry = desk.number(desk.verb("outcome", by="coord"))
    body = json.loads(desk.verb("show", entry).stdout)["body"]
    check.that(body["source"] == "official" and sum(body["body"].values()) == 5, "outcome", body)
    desk.verb("write", "published", desk.file("p.json", json.dumps({"outcome": entry, "date": "2020-01-09", "where": "gazette"})), by="coord")
    desk.refuses(3, "which is no outcome", "write", "published", desk.file("p.json", json.dumps({"outcome": 1, "date": "2020-01-09", "where": "gazette"})), by="coord")
    done = desk.good("verify", desk.record)
    check.that(re.search(r"1 +outcomes and certificates, computed again", done.stdout), "verify counts it", done.stdout)


# --- looking ---

def looked_at(desk):
    check = desk.check
    entry = desk.confirmed()
    rows = json.loads(desk.verb("log", "--json").stdout)
    check.that([row["entry"] for row in rows] == list(range(len(rows))) and rows[0]["kind"] == "election" and rows[entry]["person"] == "alice", "log", rows)
    check.that(all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["time"]) for row in rows), "times")
    check.that(len([line for line in desk.verb("log").stdout.splitlines() if re.match(r" *\d+  \d{4}", line)]) == len(rows), "log as text")
    signed = desk.verb("show", entry, "--json").stdout.rstrip("\n")
    stored = sqlite3.connect(desk.record).execute("SELECT sql FROM sqlite_master").fetchall()
    check.that(json.loads(signed) == json.loads(desk.verb("show", entry).stdout) and stored, "show")
    check.that(signed == json.dumps(json.loads(signed), separators=(",", ":"), sort_keys=True, ensure_ascii=False), "show --json is what was signed")
    for text, status, sentence in (("x", 2, "is no number of an entry"), ("-1", 2, "no option"), ("999", 3, "has no entry 999"), ("9007199254740993", 2, "is no number")):
        desk.refuses(status, sentence, "show", text)
    desk.refuses(2, "usage: dauys record show FILE ENTRY", "show")
    desk.refuses(2, 'has no "shwo"', "shwo")


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def proven(desk):
    """The receipt, checked by a few lines that share nothing with the program."""
    check = desk.check
    desk.confirmed()
    desk.refuses(3, "has no checkpoint", "proof", desk.head() - 1)
    desk.refuses(3, "this is another key", "checkpoint", by="alice")
    desk.verb("checkpoint", by="founder")
    vkey = desk.vkey()
    for entry in range(desk.head()):
        receipt = desk.folder / "receipt"
        desk.verb("proof", entry, "--to", receipt)
        proof, note = receipt.read_text().split("\n\n", 1)
        version, index, *path = proof.split("\n")
        text, signature = note.rsplit("\n\n", 1)
        origin, size, root = text.split("\n")[:3]
        at, width = int(index.split()[1]), int(size)
        leaf = json.loads(desk.verb("show", entry, "--json").stdout)
        item = json.dumps(leaf, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
        here, last = hashlib.sha256(b"\0" + item).digest(), width - 1
        for step in map(base64.b64decode, path):
            if at & 1 or at == last:
                here = node(step, here)
                while not at & 1 and at:
                    at, last = at >> 1, last >> 1
            else:
                here = node(here, step)
            at, last = at >> 1, last >> 1
        check.that(version == "c2sp.org/tlog-proof@v1" and base64.b64encode(here).decode() == root and last == 0, "receipt", entry, proof)
        check.that(origin == "made-up/founder" and width == desk.head() and vkey.startswith(origin + "+"), "checkpoint", note)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    key = base64.b64decode(vkey.split("+", 2)[2])[1:]
    Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature.split()[-1])[4:], (text + "\n").encode())


def exported(desk, source):
    check = desk.check
    desk.confirmed()
    desk.verb("checkpoint", by="founder")
    vkey = desk.vkey()
    out = desk.folder / "export"
    desk.verb("export", out)

    def verify(folder):
        return subprocess.run([sys.executable, source / "tools/verify-export", folder, vkey], capture_output=True, text=True, timeout=60, check=False)
    done = verify(out)
    check.that(done.returncode == 0 and "FAILED" not in done.stdout, "verify-export", done.returncode, done.stdout, done.stderr)
    desk.good("verify", out)
    desk.good("record", "export", desk.record, out)  # again, into the same
    bundle = next(path for path in sorted(out.rglob("*")) if "entries" in str(path) and path.is_file())
    bytes_of = bundle.read_bytes()
    bundle.chmod(0o600)
    bundle.write_bytes(bytes_of.replace(b'"a":50', b'"a":51'))
    done = verify(out)
    check.that(done.returncode == 1 and "FAILED" in done.stdout, "a tampered export", done.returncode, done.stdout)
    check.that(desk.run("verify", out).returncode != 0, "dauys verify of a tampered export")


def forgotten(desk):
    check = desk.check
    entry = next(row["entry"] for row in json.loads(desk.verb("log", "--json").stdout) if row["kind"] == "key-enrolled" and "alice" in row["about"])
    check.that("Алия".encode() in desk.record.read_bytes(), "the name is in the vault")
    check.that("Алия" not in desk.verb("log").stdout + desk.verb("show", entry).stdout, "the name is in the log")
    check.that(desk.verb("forget", entry).stdout == "erased\n", "forget")
    check.that(desk.verb("forget", entry).stdout == "was erased before\n", "forget again")
    check.that("Алия".encode() not in b"".join(path.read_bytes() for path in desk.folder.glob("a.dauys*")), "the name is still in the file")
    desk.good("verify", desk.record)
    desk.refuses(3, "stands for no personal data", "forget", 0)


# --- bad input ---

def bad_names(desk):
    for status, sentence, verb, *more in (
            (2, "no key is named", "add", "--station", "s1", *GOOD), (2, "--station is missing", "add", "--key", desk.key("alice"), *GOOD),
            (2, 'which is no station or area', "add", "--station", "s9", "--key", desk.key("alice"), *GOOD),
            (2, "of which nothing is decided", "add", "--station", "s1", "--tier", "moon", "--key", desk.key("alice"), *GOOD),
            (2, "1 or 2 is needed", "add", "--station", "s1", "--round", "0", "--key", desk.key("alice"), *GOOD),
            (3, "is not one of: official", "add", "--station", "s1", "--source", "offical", "--key", desk.key("alice"), *GOOD),
            (2, "is not of the form NAME=N", "add", "--station", "s1", "--key", desk.key("alice"), "a", "b=1"),
            (2, "is not of the form NAME=N", "add", "--station", "s1", "--key", desk.key("alice"), "=1"),
            (2, 'a is "x"; a whole number', "add", "--station", "s1", "--key", desk.key("alice"), "a=x"),
            (2, "a stands there twice", "add", "--station", "s1", "--key", desk.key("alice"), "a=1", "a=1"),
            (3, 'counts "zz"', "add", "--station", "s1", "--key", desk.key("alice"), "a=1", "b=2", "zz=1"),
            (3, "is no protocol", "confirm", "1", "--key", desk.key("bob"), "a=1"),
            (3, "is no protocol", "confirm", "12345", "--key", desk.key("bob"), "a=1"),
            (2, "is no number of an entry", "void", "one", "--reason", "x", "--key", desk.key("coord"))):
        desk.refuses(status, sentence, verb, *more)
    desk.refuses(2, "--reason is not UTF-8", "void", "1", "--reason", os.fsdecode(b"\xff"), by="coord")
    desk.refuses(3, "no such file", "add", "--station", "s1", "--key", desk.folder / "nowhere.key", *GOOD)
    desk.refused(3, "a key is enrolled once", "key", "enrol", desk.record, desk.key("bob"), "--person", "bob", "--role", "typist", "--key", desk.key("founder"))
    desk.refused(3, "is not one of: administrator", "key", "enrol", desk.record, desk.key("founder"), "--person", "bob", "--role", "boss", "--key", desk.key("founder"))
    desk.refused(3, "which is no area", "key", "enrol", desk.record, "0" * 64, "--person", "bob", "--role", "typist", "--area", "moon", "--key", desk.key("founder"))
    desk.refused(2, "--reason is missing", "key", "revoke", desk.record, desk.key("bob"), "--key", desk.key("founder"))
    desk.refused(2, "is not UTF-8", "key", "enrol", desk.record, desk.key("founder"), "--person", "bob", "--role", "typist", "--name", os.fsdecode(b"\xff"), "--key", desk.key("founder"))
    desk.good("key", "revoke", desk.record, desk.key("bob"), "--reason", "lost", "--key", desk.key("founder"))
    desk.refuses(3, "was revoked by entry", "add", "--station", "s1", *GOOD, by="bob")


def a_refused_name_is_not_kept(desk):
    done = desk.run("key", "enrol", desk.record, desk.key("bob"), "--person", "bob", "--role", "typist", "--name", "Berik Secret", "--key", desk.key("founder"))
    desk.check.that(done.returncode == 3 and b"Berik Secret" not in b"".join(path.read_bytes() for path in desk.folder.glob("a.dauys*")), "a name without an entry", done.stderr)


def passphrases(desk):
    right, wrong = desk.file("right", "сегіз қазық\n"), desk.file("wrong", "сегіз казык\n")
    right.chmod(0o600)
    wrong.chmod(0o600)
    locked = desk.folder / "locked.key"
    desk.good("key", "new", locked, "--name", "made-up/locked", "--cost", "min", "--passphrase-file", right)
    desk.good("key", "enrol", desk.record, locked, "--person", "zoe", "--role", "typist", "--key", desk.key("founder"))
    desk.refuses(3, "the passphrase is wrong", "add", "--station", "s1", *GOOD, "--key", locked, "--passphrase-file", wrong)
    desk.refuses(4, "needs a passphrase", "add", "--station", "s1", *GOOD, "--key", locked)
    desk.verb("add", "--station", "s1", *GOOD, "--key", locked, "--passphrase-file", right)


def foreign_files(desk):
    check = desk.check
    newer = desk.folder / "newer.dauys"
    shutil.copy(desk.record, newer)
    with sqlite3.connect(newer) as on:
        version = on.execute("PRAGMA user_version").fetchone()[0]
        on.execute(f"PRAGMA user_version={version + 1}")
    on.close()
    other = desk.folder / "other.db"
    with sqlite3.connect(other) as on:
        on.execute("CREATE TABLE t(x)")
    on.close()
    cases = [(newer, 3, "newer"), (other, 3, ""), (desk.file("text", "a,b\n1,2\n" * 200), 3, ""), (desk.file("empty", ""), 3, ""), (desk.folder / "nowhere", 4, "No such file"),
             (desk.folder, 3, ""), ("postgres://nobody@127.0.0.1:1/none", 4, "")]
    for path, status, sentence in cases:
        before = path.read_bytes() if isinstance(path, pathlib.Path) and path.is_file() else b""
        for arguments in (("record", "log", path), ("record", "add", path, "--station", "s1", *GOOD, "--key", desk.key("alice")), ("verify", path)):
            done = desk.run(*arguments)
            check.that(done.returncode in (status, 3) and done.stderr.startswith("dauys: ") and sentence in done.stderr and done.stderr.count("\n") == 1,
                       arguments[:3], done.returncode, done.stderr)
        check.that(not before or path.read_bytes() == before, path, "was changed")
    check.that(not (desk.folder / "nowhere").exists(), "a file was made")
    desk.refuses(3, "", "init", "--election", desk.folder / "made-up", by="founder")  # is there already


def nothing_is_left_of_a_bad_init(desk):
    made, election = desk.folder / "new.dauys", desk.folder / "made-up"
    for status, sentence, more in (
            (3, "/0/body/person", ("--election", election, "--person", "a b")), (2, "--election is missing", ()), (3, "", ("--election", desk.folder / "nowhere")),
            (2, "is not UTF-8", ("--election", election, "--person", os.fsdecode(b"\xff")))):
        done = desk.run("record", "init", made, "--law-dir", election / "law", "--key", desk.key("founder"), *more)
        desk.check.that(done.returncode == status and sentence in done.stderr and not made.exists(), "init", more, done.returncode, done.stderr, made.exists())


def a_record_without_keys(desk):
    """Before anybody is enrolled nothing is entered, and nothing crashes."""
    made, election = desk.folder / "new.dauys", desk.folder / "made-up"
    founder = ("--key", desk.key("founder"))
    desk.good("record", "init", made, "--election", election, "--law-dir", election / "law", *founder)
    for verb, more in (("add", ("--station", "s1", *GOOD)), ("import", (desk.file("p.csv", CSV),)), ("confirm", ("3", "a=1")), ("import", (desk.folder / "p.csv", "--confirm"))):
        done = desk.run("record", verb, made, *more, *founder)
        desk.check.that(done.returncode == 3 and done.stderr.startswith("dauys: "), verb, done.returncode, done.stderr)
    for verb, more in (("log", ()), ("history", ("s1",)), ("show", ("0",)), ("proof", ("0",))):
        desk.good("record", verb, made, *more)


def read_only(desk):
    desk.record.chmod(0o400)
    if os.geteuid() == 0:
        subprocess.run(["chattr", "+i", desk.record], capture_output=True, check=False)
    try:
        if os.access(desk.record, os.W_OK) and not lsattr(desk.record):
            return  # as root on a file system without such flags there is no such file
        desk.refuses(4, "", "add", "--station", "s1", *GOOD, by="alice")
        desk.good("record", "log", desk.record)
    finally:
        subprocess.run(["chattr", "-i", desk.record], capture_output=True, check=False)


def lsattr(path):
    done = subprocess.run(["lsattr", path], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "i" in done.stdout.split()[0]


def two_at_once(desk):
    """Many write at the same time: what is acknowledged is there, once, and the rest says that it is not."""
    before = desk.head()
    lists = [desk.file(f"body-{i}.json", json.dumps({"decision": "other", "authority": "commission", "date": "2020-01-03", "text": f"number {i}"})) for i in range(8)]
    running = [subprocess.Popen([desk.dauys, "record", "write", desk.record, "decision", path, "--key", desk.key("coord")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
               for path in lists]
    done = [(*of.communicate(timeout=60), of.returncode) for of in running]
    numbers = [int(out) for out, _, status in done if status == 0]
    check = desk.check
    check.that(numbers and len(set(numbers)) == len(numbers) and desk.head() == before + len(numbers), "writers", done, desk.head() - before)
    check.that(all(status in (0, 4) and (status == 0 or err.startswith("dauys: ")) for _, err, status in done), "losers", done)
    desk.good("verify", desk.record)


def named_by_option_or_environment(desk):
    """--record FILE and DAUYS_RECORD stand for the first argument of every verb."""
    check = desk.check
    alice, bob, coord, founder = (("--key", desk.key(who)) for who in ("alice", "bob", "coord", "founder"))
    made, election = desk.folder / "named.dauys", ("--election", desk.folder / "made-up", "--law-dir", desk.folder / "made-up/law")
    entry, file, scan = desk.head(), desk.file("p.csv", "unit,a,b,against_all\ns2,1,2,3\n"), desk.file("scan", b"%PDF-")
    body = desk.file("d.json", json.dumps({"decision": "other", "authority": "x", "date": "2020-01-01", "text": "x"}))
    other = ("issued=90", "invalid=1", "a=51", "b=30", "against_all=5")
    verbs = [("add", "--station", "s1", *GOOD, *alice), ("confirm", entry, *other, *bob), ("resolve", entry, "a=50", *bob), ("correct", entry, "a=49", "--reason", "x", *alice),
             ("accept", entry, "K1", "--reason", "x", *coord), ("void", entry, "--reason", "x", *coord), ("import", file, "--source", "copy", *alice), ("attach", entry, scan, *alice),
             ("write", "decision", body, *coord), ("outcome", *coord), ("checkpoint", *founder), ("log",), ("show", "0"), ("history", "s1"), ("proof", "0"),
             ("export", desk.folder / "out"), ("forget", "6"), ("copy", desk.folder / "copy.dauys")]
    listed = set(re.findall(r"^dauys record (\S+) FILE", desk.good("record").stdout, re.M))
    check.that(listed == {verb for verb, *_ in verbs} | {"init"}, "verbs that are not tried", listed)
    for number, (verb, *arguments) in enumerate(verbs):
        if number % 2:
            done = desk.run("record", verb, *arguments, DAUYS_RECORD=str(desk.record))
        else:
            done = desk.run("record", verb, *arguments, "--record", desk.record)
        wanted = {"confirm": 1, "accept": 3, "forget": 0}.get(verb, 0)
        check.that(done.returncode == wanted, verb, done.returncode, done.stderr, done.stdout)
    desk.good("record", "init", *election, *founder, "--record", made)
    made.unlink()
    desk.good("record", "init", *election, *founder, DAUYS_RECORD=str(made))
    check.that(made.exists(), "init by the environment")
    done = desk.run("record", "log", "--record", desk.record, DAUYS_RECORD=str(made))
    check.that(str(desk.head() - 1) in done.stdout, "the option before the environment")
    desk.refused(2, "usage: dauys record log FILE", "record", "log", DAUYS_RECORD="")


def copied(desk):
    desk.confirmed()
    other = desk.folder / "copy.dauys"
    desk.verb("copy", other)
    same = [desk.good("record", "show", path, "3", "--json").stdout for path in (desk.record, other)]
    desk.check.that(same[0] == same[1], "copy")
    desk.good("verify", other)
    desk.refuses(3, "there", "copy", other)
    desk.check.that("Алия".encode() not in other.read_bytes(), "personal data went with the copy")


def tamper(path, statement):
    """As somebody would who knows SQLite: the rules are as before when the rows are not."""
    def run(*statements):
        on = sqlite3.connect(path)
        on.execute("PRAGMA writable_schema=ON")
        for words in statements:
            on.execute(*words)
        on.commit()
        on.close()
    on = sqlite3.connect(path)
    rules = on.execute("SELECT rowid, type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    on.close()
    run(("DELETE FROM sqlite_master WHERE type='trigger'",))
    run((statement,))
    run(*[("INSERT INTO sqlite_master(rowid, type, name, tbl_name, rootpage, sql) VALUES(?,?,?,?,?,?)", rule) for rule in rules])


def rolled_back(desk):
    """Of a record from which entries were taken away nothing is signed or handed on, and nothing is written to it."""
    desk.confirmed()
    desk.verb("checkpoint", by="founder")
    tamper(desk.record, "DELETE FROM entries WHERE number > 10")
    for verb, more, by in (("checkpoint", (), "founder"), ("add", ("--station", "s2", *GOOD), "alice"), ("proof", (0,), None), ("export", (desk.folder / "out",), None), ("checkpoint", (), None)):
        desk.refuses(3, "some were taken away", verb, *more, by=by)
    desk.check.that(desk.run("verify", desk.record).returncode != 0, "verify of a record that was rolled back")


def damaged(desk):
    """An item that is not as it was written ends everything, and no copy is begun of it."""
    tamper(desk.record, "UPDATE entries SET item = CAST(replace(CAST(item AS TEXT), 'bob', 'bop') AS BLOB) WHERE number = 7")
    for verb, *more in (("log",), ("show", 7), ("proof", 0), ("copy", desk.folder / "copy.dauys"), ("export", desk.folder / "out"), ("add", "--station", "s1", *GOOD, "--key", desk.key("alice"))):
        desk.refuses(3, "", verb, *more)
    desk.check.that(not (desk.folder / "copy.dauys").exists(), "half a copy is left")


def signed_anew(desk):
    """Other entries under the same checkpoint: those of a second record of the same election."""
    made, founder = desk.folder / "other.dauys", ("--key", desk.key("founder"))
    desk.good("record", "init", made, "--election", desk.folder / "made-up", "--law-dir", desk.folder / "made-up/law", *founder)
    desk.good("key", "enrol", made, desk.key("alice"), "--person", "alice", "--role", "typist", *founder)
    rows = sqlite3.connect(made).execute("SELECT number, sum, item FROM entries").fetchall()
    size = max(number for number, _, _ in rows) + 1
    notes = sqlite3.connect(desk.record).execute("SELECT item FROM checkpoints").fetchall()
    desk.check.that(any(f"\n{size}\n".encode() in note for (note,) in notes), "a checkpoint of as many entries", size)
    tamper(made, "DELETE FROM checkpoints")
    with sqlite3.connect(made) as on:
        for number, total, note in sqlite3.connect(desk.record).execute("SELECT number, sum, item FROM checkpoints").fetchall()[:2]:
            on.execute("INSERT INTO checkpoints(number, sum, item) VALUES(?,?,?)", (number, total, note))
    on.close()
    for arguments in (("record", "proof", made, "0"), ("record", "export", made, desk.folder / "out"), ("record", "add", made, "--station", "s1", *GOOD, "--key", desk.key("alice")),
                      ("record", "checkpoint", made, *founder)):
        done = desk.run(*arguments)
        desk.check.that(done.returncode == 3 and "has other entries than its" in done.stderr, arguments[:3], done.returncode, done.stderr, done.stdout)


def stranger_sequences(desk):
    """A text of the record cannot steer the terminal of who reads it."""
    entry = desk.add()
    desk.verb("correct", entry, "a=1", "--reason", "x\x1b[2J\x9b2Jy\x07 слово", by="alice")
    for verb, more in (("log", ()), ("history", ("s1",))):
        said = desk.verb(verb, *more).stdout
        desk.check.that("слово" in said and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", said), verb, "passes control characters on", repr(said))


def main():
    signal.alarm(280)
    check = Check()
    dauys, source = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    parts = (two_persons, differences, from_a_pipe, on_a_terminal, broken_controls, corrected_and_voided, imported, imported_badly, progress, accepted_in_a_batch, attachments, written,
             outcome, looked_at, proven, exported, forgotten, bad_names, a_refused_name_is_not_kept, passphrases, foreign_files, nothing_is_left_of_a_bad_init,
             a_record_without_keys, read_only, two_at_once, named_by_option_or_environment, copied, rolled_back, damaged, signed_anew, stranger_sequences)
    only = sys.argv[3:]
    with Desk(dauys, check):
        for part in parts:
            if not only or part.__name__ in only:
                with Desk(dauys, check) as desk:
                    part(desk, *((source,) if part is exported else ()))
    print(f"{len(parts)} parts, {check.bad} wrong")
    return check.bad > 0


if __name__ == "__main__":
    sys.exit(main())
