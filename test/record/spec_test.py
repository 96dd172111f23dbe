#!/usr/bin/env python3
"""doc/spec/record.md against the program: the record that its examples come from is made by commands, and each kind's example has to be
the body of its first entry of that kind. What is random (a nonce, a commitment) has to have the form, and the commitment to be one.

    spec_test.py DAUYS ROOT            compare
    spec_test.py DAUYS ROOT --print    the bodies, as the document should have them
"""
import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

LAW = """\
act: xx/house
title: {en: The House}
versions:
- in_force: {from: 2000-01-01}
  source: made up
  body: {seats: 5, cite: art. 1}
  shares: {cast: {sum: [votes, against_all], title: {en: cast}, cite: art. 2}}
  tiers:
  - {id: list, title: {en: lists}, seats: 5, area: nation, ballot: {choices: lists, against_all: true},
     award: {method: hare, cite: art. 3}, ties: {rule: lot, cite: art. 4}}
  protocol:
    fields: {issued: {title: {en: ballots issued}}}
    controls: [{id: K1, must: cast <= issued, cite: art. 5}]
"""
ELECTION = """\
election: made-up
title: {en: A made-up election}
date: 2020-01-05
act: xx/house
synthetic: true
units: units.csv
lists: [{id: a, title: {en: A}}, {id: b, title: {en: B}}]
contests: [{tier: list, choices: lists}]
protocols: []
"""
UNITS = "unit,level,parent,voters,title\nn,nation,,,Nation\ns1,station,n,100,Station 1\ns2,station,n,200,Station 2\n"
PERSONS = ("chief", "carla", "anna", "boris", "olga")
LOT = {"decision": "lot", "authority": "Election Commission", "date": "2020-01-07", "contest": "list",
       "order": ["b", "a"], "text": "Drawn in public at 10:00; minutes No. 7."}
STATEMENT = {"statement": {"id": "press-1", "publisher": "Election Commission", "source": "https://example.org/results", "date": "2020-01-06",
                           "status": "official", "contest": "list", "votes": {"a": 89, "b": 60}}}
# Of each: arguments, who signs. CAPITALS are files.
SCRIPT = (
    ("record init RECORD --election FOLDER --person chief", "chief"),  # 0-4
    ("key enrol RECORD carla.key --person carla --role coordinator --name CARLA", "chief"),  # 5
    ("key enrol RECORD anna.key --person anna --role typist", "chief"),
    ("key enrol RECORD boris.key --person boris --role typist --area n", "chief"),
    ("key enrol RECORD olga.key --person olga --role observer --area s1", "chief"),  # 8
    ("record add RECORD --station s1 --source official issued=90 a=50 b=30 against_all=5", "anna"),  # 9
    ("record confirm RECORD 9 issued=90 a=50 b=31 against_all=5", "boris"),  # differs
    ("record resolve RECORD 9 b=30", "boris"),
    ("record add RECORD --station s2 --source official issued=80 a=40 b=30 against_all=11", "boris"),  # 12
    ("record confirm RECORD 12 issued=80 a=40 b=30 against_all=11", "anna"),
    ("record accept RECORD 12 K1 --reason 81~ballots~in~the~box,~80~issued:~so~it~stands~on~the~paper", "carla"),
    ("record correct RECORD 12 a=39 --reason the~scan~says~39", "boris"),
    ("record confirm RECORD 12 issued=80 a=39 b=30 against_all=11", "anna"),  # 16
    ("record add RECORD --station s1 --source copy issued=90 a=50 b=30 against_all=5", "olga"),  # 17
    ("record attach RECORD 17 SCAN", "olga"),
    ("record void RECORD 17 --reason it~is~of~another~station", "carla"),
    ("record write RECORD decision LOT", "carla"),
    ("record write RECORD statement STATEMENT", "olga"),
    ("record outcome RECORD", "carla"),  # 22
    ("record write RECORD published PUBLISHED", "carla"),
    ("key revoke RECORD olga.key --reason the~key~was~lost", "chief"),
)


def make(dauys, folder):
    """The record, and its bodies by kind: of each the first."""
    files = {"FOLDER/election.yaml": ELECTION, "FOLDER/units.csv": UNITS, "FOLDER/law/xx/house.yaml": LAW, "SCAN": "\x89PNG, made up\n",
             "LOT": json.dumps(LOT), "STATEMENT": json.dumps(STATEMENT),
             "PUBLISHED": json.dumps({"outcome": 22, "date": "2020-01-08", "where": "https://example.org/results/final"})}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
    for i, person in enumerate(PERSONS):  # seeds of 32 equal bytes: the same keys at each run
        write_key(folder / f"{person}.key", f"{person}.example", bytes([i + 1]) * 32)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    for line, signer in SCRIPT:
        words = [{"CARLA": "Carla Made-Up"}.get(word, word.replace("~", " ")) for word in line.split()]
        done = subprocess.run([dauys, *words, "--key", f"{signer}.key", "--law-dir", "FOLDER/law"], cwd=folder, env=environment,
                              capture_output=True, text=True, timeout=60)
        if done.returncode > 1 or done.stderr:
            sys.exit(f"{line}: {done.returncode} {done.stderr}")
    bodies = {}
    for number in range(100):
        done = subprocess.run([dauys, "record", "show", "RECORD", str(number), "--json"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
        if done.returncode:
            break
        entry = json.loads(done.stdout)
        bodies.setdefault(entry["kind"], (number, entry["body"]))
    done = subprocess.run([dauys, "verify", "RECORD"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    if done.returncode:
        sys.exit(f"the examples' record is not verified: {done.stdout}{done.stderr}")
    return bodies


def write_key(path, name, seed):
    """doc/spec/key.md, without a passphrase."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    public = b"\1" + Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    digits = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
    path.write_text(f"dauys-key/1\n{name}+{digits}+{base64.b64encode(public).decode()}\nno-passphrase {base64.b64encode(seed).decode()}\n")
    path.chmod(0o600)


def without_chance(kind, body):
    random = {"election": ("nonce",), "key-enrolled": ("name",)}.get(kind, ())
    bad = [key for key in random if not re.fullmatch("[0-9a-f]{64}", str(body.get(key)))]
    return bad, {key: value for key, value in body.items() if key not in random}


def main():
    try:
        import cryptography  # noqa: F401
    except ImportError:
        print("no python3-cryptography here (tools/setup installs it)")
        return 77
    dauys, root = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as temp:
        bodies = make(dauys, pathlib.Path(temp))
    if "--print" in sys.argv:
        for kind, (number, body) in bodies.items():
            print(f"{kind} {number}\n{json.dumps(body, ensure_ascii=False, sort_keys=True)}\n")
        return 0
    with open(f"{root}/doc/spec/record.md", encoding="utf-8") as file:
        text = file.read()
    sections = re.findall(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    kinds = [kind for kind, _ in sections]
    bad = 0
    if sorted(kinds) != sorted(bodies):
        print("FAILED: sections", sorted(set(kinds) ^ set(bodies)), "twice:", sorted({k for k in kinds if kinds.count(k) > 1}))
        bad += 1
    for kind, section in sections:
        examples = re.findall(r"^```json\n(.*?)^```", section, re.M | re.S)
        if len(examples) != 1:
            print(f"FAILED {kind}: {len(examples)} examples, one is needed")
            bad += 1
            continue
        number, body = bodies.get(kind, (None, {}))
        quoted = without_chance(kind, json.loads(examples[0]))
        if quoted[0] or quoted[1] != without_chance(kind, body)[1]:
            print(f"FAILED {kind}: entry {number} is", json.dumps(body, ensure_ascii=False), *quoted[0])
            bad += 1
        if f"Entry {number}" not in section:
            print(f"FAILED {kind}: is entry {number}")
            bad += 1
    salt, data, commitment = re.search(r"salt `([0-9a-f]{64})` and data `(.*?)`.*?`([0-9a-f]{64})`", text, re.S).groups() if "salt `" in text else ("", "", "")
    if hashlib.sha256(b"dauys-commitment/1\n" + bytes.fromhex(salt) + data.encode()).hexdigest() != commitment:
        print("FAILED: the commitment is none of its salt and data")
        bad += 1
    print(f"{len(sections)} kinds, {bad} wrong")
    return bad > 0


sys.exit(main())
