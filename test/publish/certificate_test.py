#!/usr/bin/env python3
"""Certificates of real and of random elections are accepted; every changed seat figure is refused.

    certificate_test.py DAUYS CERTIFICATES CHECKER ELECTION...

CERTIFICATES is the program made from certificates.c. The checker is run as a program on the real elections, and
loaded as a module for the tens of thousands of changed ones. DAUYS_SEED=N replays.
"""
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from importlib.machinery import SourceFileLoader

RANDOM, CHANGED = 1500, 150
GARBAGE = ("", "{}", "[1]", '{"format":"dauys-certificate/1"}', "null", '{"a":' * 2000, '{"a":1,"a":1}', "1e999", "\0",
           '{"format":"dauys-certificate/1","contests":[{"seats":1.5,"tier":"t"}]}')


def load(path):
    spec = importlib.util.spec_from_loader("checker", SourceFileLoader("checker", path))
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


def refusal(checker, text):
    """Why it is refused, None when it is accepted; the checker changes what it is given."""
    try:
        checker.check(json.loads(text, object_pairs_hook=checker.strict))
    except checker.Refused as error:
        return str(error)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return f"garbage: {error!r}"
    return None


def figures(node, path=()):
    """Places of all seat figures: "seats", "at_stake", "whole", and what stands below "seats" and "by_tier"."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        inside = path and path[-1] in ("seats", "by_tier")
        if type(value) is int and (key in ("seats", "at_stake", "whole") or inside):
            yield path + (key,)
        yield from figures(value, path + (key,))


def swaps(d, at, contest):
    """One seat from one choice to another, and in the house too: all sums still add up."""
    rows = {row["id"]: k for k, row in enumerate(d["body"])}
    for i, giver in enumerate(contest["choices"]):
        for j, taker in enumerate(contest["choices"]):
            if i == j or giver["seats"] == 0 or giver["list"] == taker["list"] or taker["list"] not in rows:
                continue
            change = [(("contests", at, "choices", i, "seats"), -1), (("contests", at, "choices", j, "seats"), 1)]
            for name, by in ((giver["list"], -1), (taker["list"], 1)):
                change += [(("body", rows[name], "seats"), by), (("body", rows[name], "by_tier", contest["tier"]), by)]
            yield f"swap {giver['id']} {taker['id']}", change


def changes(d, most):
    paths = list(figures(d))
    for path in paths[::max(1, len(paths) // most)]:
        for by in (1, -1):
            yield f"{path} {by:+d}", [(path, by)]
    for at, contest in enumerate(d["contests"][:3]):
        yield from swaps(d, at, contest)
        for key in ("added", "moved"):
            if contest[key]:
                yield f"{key} one fewer", [(("contests", at, key, "votes"), -1)]
                yield f"{key} one more", [(("contests", at, key, "votes"), 1)]
                yield f"{key} denied", [(("contests", at, key), None)]
        if contest["moved"]:
            yield "moved from nobody", [(("contests", at, "moved", "from"), None)]
        if sum(choice["votes"] for choice in contest["choices"]):
            yield "contradicted", [(("contests", at, "contradicted"), 1)]
        for i in range(len(contest["choices"])):
            yield "seats out of nothing", [(("contests", at, "choices", i, "seats"), 1)]


def apply(text, change):
    out = json.loads(text)
    for path, by in change:
        node = out
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = None if by is None else node[path[-1]] + by
    return json.dumps(out)


class Tally:
    tried = bad = held = 0

    def hold(self, checker, name, text, most):
        why = refusal(checker, text)
        self.held += 1
        if why:
            self.say(f"{name}: refused: {why}: {text[:2000]}")
        for what, change in changes(json.loads(text), most) if most and not why else ():
            self.tried += 1
            if refusal(checker, apply(text, change)) is None:
                self.say(f"{name}: {what} passed: {text[:2000]}")

    def say(self, text):
        self.bad += 1
        print(text)


def run(checker_path, path):
    return subprocess.run([sys.executable, checker_path, path], capture_output=True, text=True)


def main():
    dauys, certificates, checker_path, *elections = sys.argv[1:]
    checker, tally, seed = load(checker_path), Tally(), os.environ.get("DAUYS_SEED", "20261124")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "certificate.json"
        for election in elections:
            subprocess.run([dauys, "count", election, "--certificate", path], check=True, stdout=subprocess.DEVNULL)
            done = run(checker_path, path)
            if done.returncode or not done.stdout.startswith("accepted: "):
                tally.say(f"{election}: {done.stdout}{done.stderr}")
            tally.hold(checker, election, path.read_text(encoding="utf-8"), 60)
        for garbage in GARBAGE:
            path.write_text(garbage, encoding="utf-8")
            done = run(checker_path, path)
            if done.returncode != 1 or done.stderr or not done.stdout.startswith("refused: "):
                tally.say(f"garbage {garbage[:20]!r}: {done.returncode} {done.stdout}{done.stderr}")
    lines = subprocess.run([certificates, seed, str(RANDOM)], check=True, capture_output=True, text=True).stdout.splitlines()
    for i, line in enumerate(lines):
        tally.hold(checker, f"random {i}", line, 100 if i < CHANGED else 0)
    if len(lines) != RANDOM:
        tally.say(f"{len(lines)} random certificates")
    print(f"DAUYS_SEED={seed}: {tally.held} certificates, {tally.tried} changed, {tally.bad} wrongly passed or refused")
    return tally.bad > 0


sys.exit(main())
