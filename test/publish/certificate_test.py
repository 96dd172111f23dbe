#!/usr/bin/env python3
"""Certificates of real elections are accepted; every changed seat figure is refused.

    certificate_test.py DAUYS CHECKER ELECTION...
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile


def run(checker, folder, certificate):
    path = pathlib.Path(folder) / "mutant.json"
    path.write_text(json.dumps(certificate), encoding="utf-8")
    done = subprocess.run([sys.executable, checker, path], capture_output=True, text=True)
    if done.stderr:
        sys.exit(f"the checker said: {done.stderr}")
    return done.returncode, done.stdout.strip()


def figures(node, path=()):
    """Places of all seat figures: keys "seats", "at_stake", and what stands below "seats" and "by_tier"."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        here = path + (key,)
        inside = path and path[-1] in ("seats", "by_tier")
        if type(value) is int and (key in ("seats", "at_stake") or inside):
            yield here
        yield from figures(value, here)


def changed(certificate, path, by):
    out = copy.deepcopy(certificate)
    node = out
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] += by
    return out


def mutants(certificate, most):
    paths = list(figures(certificate))
    step = max(1, len(paths) // most)
    for path in paths[::step]:
        for by in (1, -1):
            yield path, by


def others(certificate):
    """Other changes that must not pass: a vote's weight on the bar, who is admitted, the closest call."""
    for i, contest in enumerate(certificate["contests"][:3]):
        for key in ("added", "moved"):
            if contest[key]:
                yield f"{key} one fewer", ("contests", i, key, "votes"), -1
                yield f"{key} one more", ("contests", i, key, "votes"), 1
        if contest.get("base"):
            yield "base", ("contests", i, "base", "value"), 1


def main():
    dauys, checker, *elections = sys.argv[1:]
    bad = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        for election in elections:
            path = pathlib.Path(folder) / "certificate.json"
            subprocess.run([dauys, "count", election, "--certificate", path], check=True, stdout=subprocess.DEVNULL)
            certificate = json.loads(path.read_text(encoding="utf-8"))
            status, text = run(checker, folder, certificate)
            if status != 0:
                print(f"{election}: {text}")
                bad += 1
            for path, by in mutants(certificate, 60):
                tried += 1
                status, text = run(checker, folder, changed(certificate, path, by))
                if status != 1:
                    print(f"{election}: {path} {by:+d} passed: {text}")
                    bad += 1
            for name, path, by in others(certificate):
                tried += 1
                status, text = run(checker, folder, changed(certificate, path, by))
                if status != 1:
                    print(f"{election}: {name} passed: {text}")
                    bad += 1
        for garbage in ("", "{}", "[1]", '{"format":"dauys-certificate/1"}', "null", "{\"a\":" * 2000):
            path = pathlib.Path(folder) / "garbage.json"
            path.write_text(garbage, encoding="utf-8")
            done = subprocess.run([sys.executable, checker, path], capture_output=True, text=True)
            if done.returncode != 1 or done.stderr:
                print(f"garbage {garbage[:20]!r}: {done.returncode} {done.stderr}")
                bad += 1
    print(f"{tried} changed figures, {bad} wrongly passed or refused")
    return bad > 0


sys.exit(main())
