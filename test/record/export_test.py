#!/usr/bin/env python3
"""tools/verify-export on exports made here (made-up keys), on a real log, and on every kind of tampering.

    export_test.py ROOT        exit status 77: no python3-cryptography here
"""
import base64
import hashlib
import importlib.machinery
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError:
    print("no python3-cryptography here (tools/setup installs it)")
    sys.exit(77)

ROOT = pathlib.Path(sys.argv[1])
TOOL = ROOT / "tools/verify-export"
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("verify_export", str(TOOL))
tool = importlib.util.module_from_spec(importlib.util.spec_from_loader("verify_export", loader))
loader.exec_module(tool)
LOG = "made-up.example/record"


class Key:
    def __init__(self, n):
        self.secret = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        self.public = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.hex = self.public.hex()

    def verifier(self, name, kind=1):
        value = bytes([kind]) + self.public
        return f"{name}+{self.key_id(name, kind).hex()}+{base64.b64encode(value).decode()}"

    def key_id(self, name, kind=1):
        return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]


FOUNDER, CLERK, STRANGER, RECORD, WITNESS = map(Key, range(1, 6))


def root_of(leaves):
    """RFC 6962 as it is written there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + root_of(leaves[:k]) + root_of(leaves[k:])).digest()


def dumps(value):  # canonical for the plain values used here
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign(key, bare):
    return {**bare, "signature": key.secret.sign(b"dauys-entry/1\n" + dumps(bare)).hex()}


def entry(key, kind, body, seen, time="2023-03-19T21:05:00Z"):
    return dumps(sign(key, {"author": key.hex, "body": body, "kind": kind, "seen": {"root": root_of(seen).hex(), "size": len(seen)}, "time": time}))


def record(n):
    """A founder who enrols a clerk, and what both write; each has seen a little less than there is."""
    entries = [entry(FOUNDER, "opened", {"election": "made-up", "law": "0" * 64}, [])]
    entries.append(entry(FOUNDER, "key-enrolled", {"area": "n", "key": CLERK.hex, "role": "clerk"}, entries))
    while len(entries) < n:
        i = len(entries)
        entries.append(entry(FOUNDER if i % 5 == 4 else CLERK, "note", {"n": i, "text": f"жазба \"{i}\"\n"}, entries[:i - i % 3]))
    return entries


def number_path(n):
    digits = f"{n:03}" if n < 1000 else f"{n:0{(len(str(n)) + 2) // 3 * 3}}"
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def checkpoint(entries, name=LOG, root=None):
    text = f"{name}\n{len(entries)}\n{base64.b64encode(root or root_of(entries)).decode()}\n"
    time = (1700000000).to_bytes(8, "big")
    lines = [(LOG, RECORD.key_id(LOG) + RECORD.secret.sign(text.encode())),
             ("made-up.example/witness", WITNESS.key_id("made-up.example/witness", 4) + time
              + WITNESS.secret.sign(b"cosignature/v1\ntime 1700000000\n" + text.encode()))]
    return (text + "\n" + "".join(f"\u2014 {who} {base64.b64encode(value).decode()}\n" for who, value in lines)).encode()


class Memory(tool.Folder):
    """A folder that is none: for thousands of changes."""
    list = staticmethod(set)

    def load(self, path):
        return self.folder[path]


def export(entries, **more):
    files = {"checkpoint": checkpoint(entries, **more)}

    def tiles(level, items, join):
        for at in range(0, len(items), 256):
            part = items[at:at + 256]
            files[f"tile/{level}/{number_path(at // 256)}{'' if len(part) == 256 else f'.p/{len(part)}'}"] = join(part)
    tiles("entries", entries, lambda part: b"".join(len(x).to_bytes(2, "big") + x for x in part))
    level, hashes = 0, [hashlib.sha256(b"\0" + x).digest() for x in entries]
    while hashes:
        tiles(level, hashes, b"".join)
        below = 256 ** (level + 1)
        hashes = [root_of(entries[i:i + below]) for i in range(0, len(entries) // below * below, below)]
        level += 1
    return files


def write(files):
    temp = tempfile.TemporaryDirectory()
    for path, data in files.items():
        file = pathlib.Path(temp.name) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return temp


def verify(files, **more):
    return tool.verify(Memory(files), RECORD.verifier(LOG), **more)


class Test:
    bad = 0

    def that(self, true, *what):
        if not true:
            print("FAILED", *what)
            self.bad += 1

    def refused(self, files, sentence, what, **more):
        try:
            verify(files, **more)
            self.that(False, what, "was accepted")
        except tool.Refused as why:
            self.that(sentence in str(why), what, "is refused for another reason:", why)


def whole_records(test):
    for n in (1, 2, 3, 7, 255, 256, 257, 700):
        count = verify(export(record(n)[:n]), witnesses=[WITNESS.verifier("made-up.example/witness", 4)])
        test.that(count["entries"] == count["signatures of entries"] == n and count["cosignatures"] == 1, n, dict(count))
        test.that(count["tiles"] == (n + 255) // 256 + (n >= 256), n, "tiles", count["tiles"])
    test.that(verify(export([]))["root"] == 1, "a record without entries")
    for n in (0, 7, 999, 1000, 1234067, 10**9):
        test.that(tool.tile_path(3, n, 256) == f"tile/3/{number_path(n)}", "the path of a tile", n)
    test.that(tool.tile_path(0, 1234067, 7) == "tile/0/x001/x234/067.p/7", "the path in the specification")
    files = export(record(7))  # partial tiles of an earlier size may be left
    tile, bundle = files["tile/0/000.p/7"], files["tile/entries/000.p/7"]
    test.that(verify({**files, "tile/0/000.p/3": tile[:96], **{path: data for path, data in export(record(7)[:3]).items() if "entries" in path}}), "older tiles")
    test.refused({**files, "tile/0/000.p/3": tile[1:97]}, "tile/0/000.p/3: does not follow", "a wrong older tile")
    test.refused({**files, "tile/entries/000.p/7": bundle, "tile/entries/000.p/3": bundle}, "tile/entries/000.p/3: has 7", "a wrong older bundle")


def a_real_log(test):
    """Tessera's test log: tile, bundle and sixteen checkpoints made by others."""
    tlog = ROOT / "test/record/tlog"
    files = {path: (tlog / name).read_bytes() for name, path in
             (("checkpoint.15", "checkpoint"), ("tile-0-15", "tile/0/000.p/15"), ("entries-15", "tile/entries/000.p/15"))}
    earlier = [(tlog / f"checkpoint.{n}").read_bytes() for n in range(15)]
    count = tool.verify(Memory(files), (tlog / "vkey.txt").read_text().strip(), seen=earlier, any_entries=True)
    test.that(count["entries"] == 15 and count["earlier checkpoints"] == 15 and count["root"] == 1, "a real log", dict(count))


def every_byte(test):
    """Each byte of a small export, changed in every way: refused, or of a cosignature that nobody asked for."""
    free = refused = 0
    files = export(record(5))
    cosignature = files["checkpoint"].index("\u2014 made-up.example/witness".encode())

    def attempt(path, bad, may_hold, *what):
        nonlocal free, refused
        try:
            verify({**files, path: bad})
            free += 1
            test.that(may_hold, *what, "was accepted")
        except tool.Refused:
            refused += 1
        except Exception as why:  # pylint: disable=broad-except
            test.that(False, *what, repr(why))
    for path, data in files.items():
        for at in range(len(data)):
            for bit in range(8):
                bad = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1:]
                attempt(path, bad, path == "checkpoint" and at > cosignature, "byte", at, "of", path)
            attempt(path, data[:at], path == "checkpoint" and at == cosignature, path, "cut at", at)
            attempt(path, data[:at] + data[at:at + 1] + data[at:], path == "checkpoint" and at > cosignature, path, "longer at", at)
    test.that(verify(files), "the export is good")
    return refused, free


def forgeries(test):
    """Whoever holds the record's key can sign any tree: what it holds must still be right, entry by entry."""
    good = record(6)
    value = json.loads(good[3])

    def instead(i, data):
        return good[:i] + [data] + good[i + 1:]

    def changed(resign=True, **fields):
        bare = {key: x for key, x in {**value, **fields}.items() if key != "signature" and x is not None}
        return instead(3, dumps(sign(CLERK, bare) if resign else {**bare, "signature": value["signature"]}))
    revoked = good + [entry(FOUNDER, "key-revoked", {"key": CLERK.hex, "why": "lost"}, good)]
    founder_lost = good + [entry(FOUNDER, "key-revoked", {"key": FOUNDER.hex}, good)]
    for what, entries, sentence in (
            ("an entry with another's signature", changed(resign=False, body={"n": 9}), "entry 3: the signature does not hold"),
            ("a stranger", good + [entry(STRANGER, "note", {}, good)], "entry 6: author: the key"),
            ("a stranger who enrols himself", good + [entry(STRANGER, "key-enrolled", {"key": STRANGER.hex}, good)], "entry 6: author: the key"),
            ("a revoked key", revoked + [entry(CLERK, "note", {}, revoked)], "entry 7: author: the key"),
            ("a revoked founder", founder_lost + [entry(FOUNDER, "note", {}, founder_lost)], "was revoked before"),
            ("a revoked key enrolled again", revoked + [entry(FOUNDER, "key-enrolled", {"key": CLERK.hex}, revoked)], "is enrolled again"),
            ("enrolled without a key", good + [entry(FOUNDER, "key-enrolled", {"role": "clerk"}, good)], "entry 6: body: key"),
            ("an entry dropped", good[:2] + good[3:], "entry 2: seen"), ("an entry repeated", good[:3] + good[2:], "entry 3: is entry 2 again"),
            ("two entries swapped", [good[0], good[1], good[3], good[2], *good[4:]], "seen"),
            ("another founder", [entry(STRANGER, "opened", {}, [])] + good[1:], "entry 1: seen"),
            ("a head of another record", changed(seen={"root": "0" * 64, "size": 2}), "entry 3: seen: the tree of 2"),
            ("a head from the future", changed(seen={"root": root_of(good[:4]).hex(), "size": 4}), "was not there yet"),
            ("a head below nothing", changed(seen={"root": "0" * 64, "size": -1}), "was not there yet"),
            ("a head with more", changed(seen={"root": root_of(good[:3]).hex(), "size": 3, "x": 1}), "is no head"),
            ("no time", changed(time="2023-02-29T00:00:00Z"), "time"), ("a time of another zone", changed(time="2023-02-28T00:00:00+05:00"), "time"),
            ("a time of other digits", changed(time="٢٠٢٣-02-28T00:00:00Z"), "time"), ("no body", changed(body=[]), "body"),
            ("no kind", changed(kind=""), "kind"), ("a key missing", changed(time=None), "has not the keys"), ("a key more", changed(more=1), "has not the keys"),
            ("another key", changed(kind=None, kinds="note"), "has not the keys"), ("an array", instead(3, b"[]"), "has not the keys"),
            ("an author in capitals", changed(author=CLERK.hex.upper()), "author"),
            ("a fraction", changed(body={"x": 1.5}), "not whole"), ("true", changed(body={"x": True}), "neither text nor"),
            ("a number too large", changed(body={"x": 2**53 + 1}), "beyond 2^53"), ("white space", instead(3, good[3].replace(b",", b", ")), "canonically"),
            ("an escape too many", instead(3, good[3].replace(b"note", b"n\\u006fte")), "canonically"),
            ("a key twice", instead(3, good[3].replace(b'"kind"', b'"kind":"x","kind"')), "twice"),
            ("minus zero", instead(3, good[3].replace(b'"n":3', b'"n":-0')), "canonically"),
            ("half a pair", instead(3, good[3].replace(b"note", b"\\ud800")), "no JSON"), ("no UTF-8", instead(3, b"\xff"), "no JSON"),
            ("too deep", instead(3, b"[" * 33 + b"]" * 33), "deep"), ("much too deep", instead(3, b"[" * 60000), "no JSON"),
            ("an empty entry", instead(3, b""), "empty one"),
            ("keys out of order", instead(3, json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace('"author"', '"zz"').encode()), "canonically")):
        test.refused(export(entries), sentence, what)
    small = bytes.fromhex("01" + "00" * 31)
    bare = {"author": small.hex(), "body": {}, "kind": "x", "seen": {"root": root_of([]).hex(), "size": 0}, "time": "2023-03-19T21:05:00Z"}
    test.refused(export([dumps({**bare, "signature": small.hex() + "00" * 32})]), "entry 0: the signature does not hold", "a key of small order, which signs everything")
    test.refused(export(good, root=root_of(good[:5])), "checkpoint: its root", "a checkpoint of another tree")
    other = export(good, name="made-up.example/other")
    test.refused(other, "is of 'made-up.example/other'", "a checkpoint of another record")
    test.that(verify(other, origin="made-up.example/other"), "--origin")
    files, earlier = export(good), checkpoint(good[:4])
    test.that(verify(files, seen=[earlier, checkpoint([]), checkpoint(good)])["earlier checkpoints"] == 3, "earlier checkpoints")
    test.refused(export(good[:3]), "4 were there", "the last entries left out", seen=[earlier])
    anew = good[:3] + [entry(CLERK, "note", {"n": 7}, good[:3])]
    test.refused(export(anew), "they are others now", "history written anew", seen=[earlier])
    test.refused(files, "does not hold", "a forged earlier checkpoint", seen=[earlier.replace(b"\n4\n", b"\n5\n")])
    test.refused(files, "is not signed by made-up.example/nobody", "a witness who did not sign", witnesses=[STRANGER.verifier("made-up.example/nobody", 4)])
    text = f"{LOG}\n999999999999999\n{base64.b64encode(bytes(32)).decode()}\n"
    huge = f"{text}\n\u2014 {LOG} {base64.b64encode(RECORD.key_id(LOG) + RECORD.secret.sign(text.encode())).decode()}\n".encode()
    test.refused({**files, "checkpoint": huge}, "is missing", "a size that nobody could hold")
    test.refused({**files, "tile/0/000.p/9": b""}, "belongs to no tree", "a tile too many")
    for missing in ("checkpoint", "tile/0/000.p/6", "tile/entries/000.p/6"):
        test.refused({path: data for path, data in files.items() if path != missing}, "is missing", missing)
    test.refused({**export(record(300)), "tile/1/000.p/1": bytes(32)}, "tile/1/000.p/1: does not follow", "a tile above the leaves")


def command(test):
    def run(*arguments):
        return subprocess.run([sys.executable, TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    good = record(7)
    with write(export(good)) as folder:
        done = run(folder, RECORD.verifier(LOG), "--witness", WITNESS.verifier("made-up.example/witness", 4))
        test.that(done.returncode == 0 and done.stdout.endswith("all holds\n") and "         7  signatures of entries" in done.stdout, done.stdout, done.stderr)
        (pathlib.Path(folder) / "earlier").write_bytes(checkpoint(good[:5]))
        done = run(folder, RECORD.verifier(LOG), "--seen", pathlib.Path(folder) / "earlier")
        test.that(done.returncode == 0 and "         1  earlier checkpoints" in done.stdout, done.stdout, done.stderr)
        path = pathlib.Path(folder) / "tile/entries/000.p/7"
        path.write_bytes(path.read_bytes().replace(b'"n":4', b'"n":5'))
        done = run(folder, RECORD.verifier(LOG))
        test.that(done.returncode == 1 and "\nFAILED: entry 4: is not what tile/0/000.p/7 has" in done.stdout and "         4  entries" in done.stdout, done.stdout)
        for arguments in ((), (folder,), (folder, "nonsense"), (folder, RECORD.verifier(LOG), "--seen", "/nowhere"), (folder, WITNESS.verifier("w", 4)), ("/nowhere", RECORD.verifier(LOG)),
                          (folder, RECORD.verifier(LOG).replace("record", "recorb"))):
            done = run(*arguments)
            test.that(done.returncode == 2 and done.stderr and not done.stdout, arguments, done.returncode, done.stdout)


def main():
    test = Test()
    whole_records(test)
    a_real_log(test)
    forgeries(test)
    command(test)
    refused, free = every_byte(test)
    print(f"{refused} changes of bytes refused, {free} in a cosignature that nobody asked for; {test.bad} wrong")
    return test.bad > 0


sys.exit(main())
