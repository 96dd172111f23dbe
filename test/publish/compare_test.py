#!/usr/bin/env python3
"""The JSON of comparisons fits its schema and holds together; what does not fit is refused. The CSV says the same.

    compare_test.py DAUYS ROOT
"""
import copy
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

EXTRA = "- {tier: list, source: copy, file: protocols/list-copy.csv}\n"


def run(dauys, *arguments):
    return subprocess.run([dauys, "compare", *map(str, arguments)], capture_output=True, text=True)


# Documents that the schema has to refuse: the name says why.
def a_kind_that_there_is_not(c):
    c["contests"][0]["units"][0]["kind"] = "equal"


def a_day_in_words(c):
    c["deadlines"][3]["last"] = "1 April 2023"


def negative_votes(c):
    c["contests"][0]["sums"][0]["a"] = -1


def half_a_seat(c):
    c["contests"][0]["changes"][0]["seats"]["a"] = 0.5


def one_source(c):
    del c["sources"]["b"]


def a_word_of_its_own(c):
    c["contests"][0]["guilty"] = "b"


def another_format(c):
    c["format"] = "dauys-compare/2"


WRONG = [a_kind_that_there_is_not, a_day_in_words, negative_votes, half_a_seat, one_source, a_word_of_its_own, another_format]


def sense(c):
    """What holds beyond the schema."""
    listed = sum(len(contest["units"]) for contest in c["contests"])
    if c["equal"] != (listed == 0 and not c["outcome_differs"]):
        yield "equal, or not"
    if c["outcome_differs"] != any(contest["outcome_differs"] for contest in c["contests"]):
        yield "outcome_differs"
    for contest in c["contests"]:
        kinds = [unit["kind"] for unit in contest["units"]]
        for kind, name in (("differs", "differ"), ("only-a", "only_a"), ("only-b", "only_b"), ("partial", "partial")):
            if kinds.count(kind) != contest["places"][name]:
                yield f"{contest['contest']}: {name}"
        for unit in contest["units"]:
            if any(figure["a"] == figure["b"] for figure in unit["figures"]):
                yield f"{unit['unit']}: a figure that does not differ"
            if (unit["kind"] == "differs") != bool(unit["figures"]) and unit["kind"] != "partial":
                yield f"{unit['unit']}: {unit['kind']} with {len(unit['figures'])} figures"
            if (unit["rows"]["a"] == 0) != (unit["kind"] == "only-b") or (unit["rows"]["b"] == 0) != (unit["kind"] == "only-a"):
                yield f"{unit['unit']}: rows"
        for figure in contest["common"] if not (contest["places"]["only_a"] or contest["places"]["only_b"] or contest["places"]["partial"]) else ():
            if figure not in contest["sums"]:
                yield f"{contest['contest']}: common {figure}"
    for d in c["deadlines"]:
        if d["last"] and (not d["event"] or d["last"] < d["event"] or d["counted"] > d["last"] or (d["safe"] or d["last"]) > d["last"]):
            yield f"deadline {d['id']}: days out of order"
        if not d["event"] and d["last"]:
            yield f"deadline {d['id']}: an end without a beginning"


def same_in_csv(dauys, c, *arguments):
    rows = list(csv.DictReader(io.StringIO(run(dauys, *arguments, "--csv").stdout)))
    want = [(contest["contest"], unit["unit"], figure["column"], figure["a"], figure["b"])
            for contest in c["contests"] for unit in contest["units"] for figure in unit["figures"]]
    got = [(r["contest"], r["unit"], r["column"], int(r["a"]), int(r["b"])) for r in rows if r["column"] and r["kind"] != "sum"]
    if got != want or any(int(r["difference"]) != int(r["b"]) - int(r["a"]) for r in rows if r["difference"]):
        yield "CSV and JSON differ"


def more_sources(root, folder):
    """A real election with a second source: two stations fewer, one that the first has not, one other number."""
    original = root / "elections/ge-parliament-2016"
    target = pathlib.Path(folder) / "ge-parliament-2016"
    (target / "protocols").mkdir(parents=True)
    for name in ("units.csv", "protocols/list.csv", "protocols/district-1.csv", "protocols/district-2.csv"):
        (target / name).write_text((original / name).read_text(encoding="utf-8"), encoding="utf-8")
    text = (original / "election.yaml").read_text(encoding="utf-8")
    (target / "election.yaml").write_text(text.replace("protocols:\n", "protocols:\n" + EXTRA), encoding="utf-8")
    lines = (original / "protocols/list.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (target / "protocols/list.csv").write_text("".join(lines[:700] + lines[701:]), encoding="utf-8")
    cells = lines[10].rstrip("\n").split(",")
    cells[-1] = str(int(cells[-1]) + 5)
    lines[10] = ",".join(cells) + "\n"
    (target / "protocols/list-copy.csv").write_text("".join(lines[:500] + lines[502:]), encoding="utf-8")
    return target


def main():
    dauys, root = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads((root / "doc/spec/compare.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator, bad = Draft202012Validator(schema), []
    with tempfile.TemporaryDirectory() as folder:
        dispute, second = root / "elections/made-up-dispute", more_sources(root, folder)
        law = ("--law-dir", root / "law")
        cases = [(dispute,), (dispute, "--a", "announced", "--b", "copy"), (second, "--a", "official", "--b", "copy", *law)]
        documents = []
        for case in cases:
            done = run(dauys, *case, "--json")
            c = json.loads(done.stdout)
            documents.append(c)
            bad += [f"{case}: {list(e.path)}: {e.message[:200]}" for e in validator.iter_errors(c)]
            bad += [f"{case}: {fault}" for fault in (*sense(c), *same_in_csv(dauys, c, *case))]
            if done.returncode != 1 or done.stderr or done.stdout != json.dumps(c, indent=1, sort_keys=True, ensure_ascii=False) + "\n":
                bad.append(f"{case}: exit {done.returncode}, or keys are not sorted: {done.stderr}")
        forth, back, real = documents
        if any(f["a"] != b["b"] or f["b"] != b["a"] for f, b in zip(forth["contests"][0]["sums"], back["contests"][0]["sums"])):
            bad.append("the other way round, the sums are not the other way round")
        places = real["contests"][0]["places"]
        if (places["only_a"], places["only_b"], places["differ"]) != (2, 1, 1):
            bad.append(f"the real election with rows left out: {places}")
        complaint = [d for d in forth["deadlines"] if d["id"] == "complaint"]
        if [(d["last"], d["safe"], d["last_is_working"]) for d in complaint] != [("2023-04-01", "2023-03-31", False)]:
            bad.append(f"the complaint's last day: {complaint}")
        for wrong in WRONG:
            mutant = copy.deepcopy(forth)
            wrong(mutant)
            if validator.is_valid(mutant):
                bad.append(f"{wrong.__name__} passed")
        for arguments, status in (((dispute, "--a", "copy", "--b", "copy"), 2), ((dispute, "--json", "--csv"), 2),
                                  ((dispute, "--most", "few"), 2), ((dispute, "--a", "official"), 3), ((dispute, "--a", "rumour"), 3)):
            done = run(dauys, *arguments)
            if done.returncode != status or done.stdout or len(done.stderr.splitlines()) != 1:
                bad.append(f"{arguments}: exit {done.returncode}, {done.stderr}")
    print("\n".join(bad) or f"{len(cases)} comparisons fit, {len(WRONG)} wrong ones refused")
    return bool(bad)


sys.exit(main())
