#!/usr/bin/env python3
"""Where the output goes: terminals and colour, full disks, closed pipes, certificates, stdin, the search for law files."""
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

from harness import Check, Folder

ELECTION = "elections/kz-mazhilis-2023"


def run(dauys, *arguments, env=None, **more):
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(env or {})}
    more.setdefault("capture_output", True)
    return subprocess.run([dauys, *map(str, arguments)], text=True, env=environment, timeout=120, **more)


def on_a_terminal(dauys, *arguments, env):
    parent, child = pty.openpty()
    process = subprocess.Popen([dauys, *arguments], stdout=child, env={"PATH": os.environ["PATH"], **env})
    os.close(child)
    text = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(parent)
    process.wait(timeout=60)
    return text.decode().replace("\r\n", "\n")


def colour(dauys, check):
    plain = run(dauys, "count", ELECTION).stdout
    shown = on_a_terminal(dauys, "count", ELECTION, env={"TERM": "xterm"})
    check.that("\033[1m" in shown, "bold on a terminal", shown[:60])
    check.that(re.sub(r"\033\[\d*m", "", shown) == plain, "colour is the only difference")
    for name, more, env in (("NO_COLOR", (), {"TERM": "xterm", "NO_COLOR": "1"}), ("--no-color", ("--no-color",), {"TERM": "xterm"}),
                            ("a dumb terminal", (), {"TERM": "dumb"}), ("no TERM", (), {})):
        check.that(on_a_terminal(dauys, "count", ELECTION, *more, env=env) == plain, name)
    check.that("\033" in on_a_terminal(dauys, "count", ELECTION, env={"TERM": "xterm", "NO_COLOR": ""}), "an empty NO_COLOR is none")


def broken_outputs(dauys, check):
    for arguments in (("--version",), ("help",), ("count", ELECTION), ("count", ELECTION, "--json"), ("count", ELECTION, "--csv"),
                      ("count", "elections/ge-parliament-2016", "--nist"), ("check", ELECTION), ("check", ELECTION, "--json"),
                      ("why", ELECTION, "list/amanat/seats"), ("seats", "--method", "list")):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = run(dauys, *arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
        check.that(done.returncode == 4 and "cannot write" in done.stderr, f"a full disk: {arguments}", done.returncode, done.stderr)
    reader, writer = os.pipe()
    os.close(reader)
    done = run(dauys, "count", "elections/ge-parliament-2016", "--json", capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    check.that(done.returncode == 4 and done.stderr == "", "a closed pipe ends it quietly", done.returncode, done.stderr)


def certificates(dauys, check):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "c.json"
        done = run(dauys, "count", ELECTION, "--certificate", path)
        check.that(done.returncode == 0 and done.stdout == run(dauys, "count", ELECTION).stdout, "the table stays the same", done.stderr)
        check.that(json.loads(path.read_text())["election"] == "kz-mazhilis-2023", "a certificate")
        check.that(os.listdir(folder) == ["c.json"], "nothing beside it", os.listdir(folder))
        kept = path.read_bytes()
        done = run(dauys, "count", "elections/nowhere", "--certificate", path)
        check.that(done.returncode == 3 and path.read_bytes() == kept, "an error leaves the old certificate")
        (pathlib.Path(folder) / "d").mkdir()
        done = run(dauys, "count", ELECTION, "--certificate", pathlib.Path(folder) / "d")
        check.that(done.returncode == 4 and done.stdout == "" and sorted(os.listdir(folder)) == ["c.json", "d"], "a folder in its place",
                   done.returncode, os.listdir(folder))
        done = run(dauys, "count", ELECTION, "--certificate", "/dev/full/c.json")
        check.that(done.returncode == 4 and done.stdout == "", "no folder there", done.stderr)


def seats_from_stdin(dauys, check):
    def award(text, *more):
        return run(dauys, "seats", "--method", "dhondt", "--seats", "8", *more, "-", input=text)

    good = "list,votes\na,100\nb,80\nc,30\nd,4\n"
    check.that(award(good, "--csv").stdout == "list,votes,seats,claims\na,100,4,0\nb,80,3,0\nc,30,1,0\nd,4,0,0\n", "votes from a pipe")
    quoted = award('\ufeff"list","votes"\r\n"a","100"\r\nb,80\r\nc,30\r\nd,4\r\n\r\n', "--csv").stdout
    check.that(quoted == award(good, "--csv").stdout, "as spreadsheets write it", quoted)
    with_base = json.loads(award(good, "--json", "--bar", "10%", "--bar-of", "900").stdout)
    check.that([x["admitted"] for x in with_base["lists"]] == [True, False, False, False] and with_base["base"] == 900, "a share of more ballots", with_base)
    for name, text, more, status, sentence in [
        ("no header", "a,100\n", (), 3, 'header "list,votes"'), ("nothing", "", (), 3, "header"), ("another order", "votes,list\n1,a\n", (), 3, "header"),
        ("a cell too few", "list,votes\na\n", (), 3, "stdin:2"), ("a list twice", "list,votes\na,1\na,2\n", (), 3, "second time"),
        ("half a vote", "list,votes\na,1.5\n", (), 3, "whole"), ("no name", "list,votes\n,1\n", (), 3, "no name"),
        ("too many lists", "list,votes\n" + "".join(f"l{i},1\n" for i in range(4097)), (), 3, "4096"),
        ("votes past 2^62", "list,votes\n" + "".join(f"l{i},9007199254740992\n" for i in range(513)), (), 3, "2^62"),
        ("a base below the votes", good, ("--bar", "5%", "--bar-of", "100"), 2, "fewer"), ("a base without a bar", good, ("--bar-of", "1000"), 2, "--bar"),
        ("a base that is none", good, ("--bar", "5%", "--bar-of", "many"), 2, "number"), ("a bar above all", good, ("--bar", "120%"), 2, "share"),
        ("two formats", good, ("--json", "--csv"), 2, "exclude"), ("an unknown order", good, ("--order", "taken"), 2, "given"),
    ]:
        done = award(text, *more)
        check.that(done.returncode == status and sentence in done.stderr and done.stdout == "", name, done.returncode, done.stderr, done.stdout)
    check.that(run(dauys, "seats", "--method", "help").stdout == run(dauys, "seats", "--method", "list").stdout, "--method help")
    done = run(dauys, "seats", "--method", "plurality", "--seats", "1", "x.csv")
    check.that(done.returncode == 2 and "no method for lists" in done.stderr, "a method for one seat", done.stderr)


def sources(dauys, check):
    every = json.loads(run(dauys, "check", ELECTION, "--json").stdout)
    one = json.loads(run(dauys, "check", ELECTION, "--json", "--source", "kazinform-digit-swap").stdout)
    want = [f for f in every["findings"] if f.get("source", "kazinform-digit-swap") == "kazinform-digit-swap"]
    check.that(one["findings"] == want and 0 < len(want) < len(every["findings"]), "findings of one source", len(want))
    check.that(one["errors"] + one["warnings"] == len(want), "and their sums")
    none = run(dauys, "check", ELECTION, "--source", "cec-final")
    check.that(none.returncode == 0, "a source without findings is good", none.returncode)
    rows = run(dauys, "count", "elections/ge-parliament-2016", "--csv").stdout
    rounds = {row.split(",")[3] for row in rows.split("\n") if row.startswith("ge-parliament-2016,01,district,")}
    check.that(rounds == {"1", "2"}, "both rounds of a constituency in the CSV", rounds)


def law_folders(dauys, check, root):
    with Folder(dauys) as made_up:
        elsewhere = pathlib.Path(made_up.temp.name) / "elections" / "made-up"
        shutil.copytree(made_up.path, elsewhere)
        shutil.rmtree(elsewhere / "law")
        law = made_up.path / "law"
        away = pathlib.Path(made_up.temp.name)
        check.that(run(dauys, "count", elsewhere, "--law-dir", law).returncode == 0, "--law-dir")
        check.that(run(dauys, "count", elsewhere, env={"DAUYS_LAW_DIR": str(law)}).returncode == 0, "DAUYS_LAW_DIR")
        done = run(dauys, "count", elsewhere, "--law-dir", away / "none", env={"DAUYS_LAW_DIR": str(law)})
        check.that(done.returncode == 3, "the option goes before the variable", done.returncode)
        shutil.copytree(law, away / "law")
        check.that(run(dauys, "count", elsewhere, cwd="/").returncode == 0, "beside the folder of elections")
    done = run(dauys, "count", pathlib.Path(root) / ELECTION, cwd="/")
    check.that(done.returncode == 0, "from anywhere", done.stderr)


def languages(dauys, check):
    for name, env, word in (("LC_ALL", {"LC_ALL": "ru_RU.UTF-8", "LANG": "kk_KZ.UTF-8"}, "Закон"), ("LANG", {"LANG": "kk_KZ.UTF-8"}, "Заң"),
                            ("one we do not speak", {"LANG": "fi_FI.UTF-8"}, "Law"), ("C", {"LANG": "C"}, "Law")):
        check.that(f"{word}: kz/mazhilis" in run(dauys, "count", ELECTION, env=env).stdout, name)
    both = run(dauys, "count", ELECTION, "--lang", "en", env={"LC_ALL": "ru_RU.UTF-8"})
    check.that("Law: " in both.stdout, "--lang goes before the locale")
    for lang in ("en", "ru", "kk"):
        for election in sorted(pathlib.Path("elections").glob("*-*")):
            for arguments in (("count", election), ("check", election), ("why", election, "status")):
                wide = [x for x in run(dauys, *arguments, "--lang", lang).stdout.split("\n") if len(x) > 80]
                check.that(not wide, f"{arguments[0]} {election} in {lang}: wider than 80 columns", wide[:1])


def main():
    dauys, root = sys.argv[1:3]
    check = Check()
    colour(dauys, check)
    broken_outputs(dauys, check)
    certificates(dauys, check)
    seats_from_stdin(dauys, check)
    sources(dauys, check)
    law_folders(dauys, check, root)
    languages(dauys, check)
    print(f"{check.bad} wrong")
    return check.bad > 0


sys.exit(main())
