#!/usr/bin/env python3
"""dauys record over PostgreSQL: a copy there and back bit for bit, the verbs, two writers, a server that dies.

Run through test/postgres/run; exit status 77 (skipped) where there is no server."""
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

from harness import Check
from record_test import GOOD, Desk

URL = os.environ.get("DAUYS_TEST_POSTGRES")


def items(path):
    on = sqlite3.connect(path)
    out = [on.execute(f"SELECT number, item FROM {shelf} ORDER BY number").fetchall() for shelf in ("entries", "checkpoints")]
    on.close()
    return out


def there_and_back(desk):
    check = desk.check
    desk.confirmed()
    desk.verb("checkpoint", by="founder")
    back = desk.folder / "back.dauys"
    desk.verb("copy", URL)
    desk.good("record", "copy", URL, back)
    check.that(items(desk.record) == items(back) and len(items(back)[0]) == desk.head(), "there and back", len(items(back)[0]))
    for verb in ("log", "history"):
        more = ("s1",) if verb == "history" else ()
        same = [desk.good("record", verb, of, *more, "--json").stdout for of in (desk.record, URL, back)]
        check.that(len(set(same)) == 1, verb, same)
    for command in ("count", "check"):
        same = [desk.run(command, of, "--json").stdout for of in (desk.record, URL)]
        check.that(json.loads(same[0]) == json.loads(same[1]), command, same)
    desk.good("verify", URL)
    again = desk.run("record", "copy", desk.record, URL)
    check.that(again.returncode == 3 and again.stderr.startswith("dauys: "), "a record is there already", again.returncode, again.stderr)


def verbs(desk):
    """On the copy: what was enrolled in the file may write into the database."""
    check = desk.check
    before = len(json.loads(desk.good("record", "log", URL, "--json").stdout))
    done = desk.good("record", "add", URL, "--station", "s2", *GOOD, "--key", desk.key("alice"))
    entry = desk.number(done)
    desk.good("record", "confirm", URL, str(entry), *GOOD, "--key", desk.key("bob"))
    refused = desk.run("record", "confirm", URL, str(entry), *GOOD, "--key", desk.key("bob"))
    check.that(refused.returncode == 3 and "is confirmed" in refused.stderr, "refused", refused.stderr)
    rows = json.loads(desk.good("record", "log", URL, "--json").stdout)
    check.that(len(rows) == before + 2 and entry == before, "entries", len(rows))
    body = [desk.file(f"d{i}.json", json.dumps({"decision": "other", "authority": "x", "date": "2020-01-01", "text": f"number {i}"})) for i in range(6)]
    running = [subprocess.Popen([desk.dauys, "record", "write", URL, "decision", path, "--key", desk.key("coord")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
               for path in body]
    done = [(*of.communicate(timeout=60), of.returncode) for of in running]
    numbers = [int(out) for out, _, status in done if status == 0]
    rows = json.loads(desk.good("record", "log", URL, "--json").stdout)
    check.that(numbers and len(set(numbers)) == len(numbers) and len(rows) == before + 2 + len(numbers), "writers at once", done)
    check.that(all(status in (0, 4) and (status == 0 or "try again" in err) for _, err, status in done), "losers", done)
    desk.good("verify", URL)


def dead(desk):
    """The server is gone: a clear sentence, the exit status of the environment; when it is back, so is the record."""
    check = desk.check
    folder = pathlib.Path(os.environ["DAUYS_TEST_POSTGRES_FOLDER"])
    before = desk.good("record", "log", URL, "--json").stdout
    (folder / "down").touch()
    os.kill(int((folder / "pid").read_text()), signal.SIGQUIT)
    time.sleep(1)
    for arguments in (("record", "log", URL), ("record", "add", URL, "--station", "s1", *GOOD, "--key", desk.key("alice")), ("count", URL), ("verify", URL),
                      ("record", "copy", URL, desk.folder / "new.dauys"), ("record", "copy", desk.record, URL)):
        done = desk.run(*arguments)
        check.that(done.returncode == 4 and done.stderr.startswith("dauys: ") and not done.stdout, arguments[:2], done.returncode, done.stderr, done.stdout)
    check.that(not (desk.folder / "new.dauys").exists(), "half a copy is left")
    (folder / "down").unlink()
    for _ in range(200):
        if desk.run("record", "log", URL).returncode == 0:
            break
        time.sleep(0.1)
    check.that(desk.good("record", "log", URL, "--json").stdout == before, "after the server came back")


def main():
    if not URL:
        return 77
    signal.alarm(200)
    check = Check()
    parts = (there_and_back, verbs, dead)
    with Desk(os.path.abspath(sys.argv[1]), check) as desk:
        for part in parts:
            part(desk)
    print(f"{len(parts)} parts, {check.bad} wrong")
    return check.bad > 0


if __name__ == "__main__":
    sys.exit(main())
