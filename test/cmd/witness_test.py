#!/usr/bin/env python3
"""The witness over HTTP: a real witness's nine cases, requests that two readers could understand in two ways,
limits of bytes and time, a clean stop."""
import base64
import hashlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from harness import Check, run

DAUYS, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
CASES = json.loads((SOURCE / "test/record/tlog/witness-cases.json").read_text())["cases"]["add-checkpoint.hurl"]
ORIGIN = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
LOG_KEY = bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
check = Check()


def vkey(name, kind, key):
    material = bytes([kind]) + key
    number = hashlib.sha256(name.encode() + b"\n" + material).hexdigest()[:8]
    return f"{name}+{number}+{base64.b64encode(material).decode()}"


class Witness:
    """The real binary on a free port of the loopback."""

    def __init__(self, folder, *logs):
        self.folder = pathlib.Path(folder)
        key = self.folder / "witness.key"
        if not key.exists():
            made = run(DAUYS, "key", "new", key, "--name", "example.com/witness", "--no-passphrase")
            check.that(made.returncode == 0, "a key is made", made.stderr)
        words = [DAUYS, "witness", "--listen", "127.0.0.1:0", "--key", str(key), "--state", str(self.folder / "state")]
        for log in logs or [vkey(ORIGIN, 1, LOG_KEY)]:
            words += ["--log", log]
        self.stderr = open(self.folder / "log", "a")
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=self.stderr, text=True,
                                        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        self.first = self.process.stdout.readline()
        self.vkey = self.process.stdout.readline().strip()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/add-checkpoint", self.first)
        check.that(found, "it says where it is", self.first, (self.folder / "log").read_text())
        self.port = int(found[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.stderr.close()

    def post(self, body, path="/add-checkpoint", method="POST", headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def raw(self, data, wait=10):
        """Send bytes, read until the server closes (or has answered once); the bytes that came."""
        came = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as s:
            try:
                s.sendall(data)
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        return came, True
                    came += piece
                    if b"\r\n\r\n" in came and len(came.split(b"\r\n\r\n", 1)[1]) >= length_of(came):
                        s.settimeout(1)
            except socket.timeout:
                return came, False
            except (ConnectionResetError, BrokenPipeError):
                return came, True

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=20)


def length_of(answer):
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", answer)
    return int(found[1]) if found else 0


def status_of(answer):
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def verify(witness, line, checkpoint):
    """The cosignature, by the words of C2SP tlog-cosignature; Ed25519 by the `cryptography` package where it is there."""
    name, text = re.fullmatch("— (\\S+) (\\S+)\n", line).groups()
    raw = base64.b64decode(text, validate=True)
    key = base64.b64decode(witness.vkey.split("+", 2)[2])
    check.that(name == "example.com/witness" and key[0] == 4, "the witness's name and kind", line)
    check.that(raw[:4] == hashlib.sha256(name.encode() + b"\n" + key).digest()[:4], "the key id", line)
    at = int.from_bytes(raw[4:12], "big")
    check.that(abs(at - time.time()) < 60, "the time of the cosignature", at)
    body = checkpoint.rsplit("\n\n", 1)[0] + "\n"
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[12:], f"cosignature/v1\ntime {at}\n{body}".encode())


def nine_cases():
    with tempfile.TemporaryDirectory() as folder, Witness(folder) as witness:
        for i, case in enumerate(CASES):
            if i == 6:  # what was seen survives a stop
                check.that(witness.stop() == 0, "it stops with 0")
                again = Witness(folder)
                witness.process, witness.port = again.process, again.port
            status, body, headers = witness.post(case["body"].encode())
            want, asserted = case["expect_status"], case["asserts"][0]
            if "unknown log" in asserted:
                want = 404  # the case is older than C2SP's text, which says 404 today
            check.that(status == want, f"case {i}", status, body)
            kind, text = re.fullmatch(r'body (contains|==) "(.*)"', asserted).groups()
            text = text.replace("\\n", "\n")
            check.that(text in body if kind == "contains" else text == body, f"case {i}", body)
            if status == 409:
                check.that(headers["Content-Type"] == "text/x.tlog.size", f"case {i}", headers)
            if status == 200:
                verify(witness, body, case["body"].split("\n\n", 1)[1])


GOOD = CASES[0]["body"].encode()
LENGTH = b"Content-Length: %d\r\n" % len(GOOD)
HOST = b"Host: x\r\n"
POST = b"POST /add-checkpoint HTTP/1.1\r\n"
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD)
AMBIGUOUS = [  # name, bytes, status (None: closed without an answer, as the library does)
    ("Content-Length and chunked", POST + HOST + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED, 400),
    ("chunked and Content-Length", POST + HOST + b"Transfer-Encoding: chunked\r\n" + LENGTH + b"\r\n" + CHUNKED, 400),
    ("two Content-Length", POST + HOST + LENGTH + b"Content-Length: 3\r\n\r\n" + GOOD, 400),
    ("two equal Content-Length", POST + HOST + LENGTH + LENGTH + b"\r\n" + GOOD, 400),
    ("Content-Length of two numbers", POST + HOST + b"Content-Length: 5, 5\r\n\r\n" + GOOD, 400),
    ("Content-Length: +5", POST + HOST + b"Content-Length: +5\r\n\r\nold 0", 400),
    ("Content-Length: -5", POST + HOST + b"Content-Length: -5\r\n\r\nold 0", 400),
    ("Content-Length: 0x5", POST + HOST + b"Content-Length: 0x5\r\n\r\nold 0", 400),
    ("an empty Content-Length", POST + HOST + b"Content-Length:\r\n\r\nold 0", 400),
    ("Content-Length above 2^64", POST + HOST + b"Content-Length: 99999999999999999999\r\n\r\n", 413),
    ("Transfer-Encoding: xchunked", POST + HOST + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKED, None),
    ("Transfer-Encoding: gzip, chunked", POST + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKED, None),
    ("two Transfer-Encoding", POST + HOST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED, 400),
    ("chunked in HTTP/1.0", b"POST /add-checkpoint HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED, 400),
    ("space before the colon", POST + HOST + b"Content-Length : %d\r\n\r\n" % len(GOOD) + GOOD, 400),
    ("tab before the colon", POST + HOST + LENGTH + b"X-Y\t: 1\r\n\r\n" + GOOD, 400),
    ("a space in a name", POST + HOST + LENGTH + b"X Y: 1\r\n\r\n" + GOOD, 400),
    ("no Host", POST + LENGTH + b"\r\n" + GOOD, 400),
    ("two Host", POST + HOST + HOST + LENGTH + b"\r\n" + GOOD, 400),
    ("an empty Host", POST + b"Host:\r\n" + LENGTH + b"\r\n" + GOOD, 400),
    ("a control character in a header", POST + HOST + LENGTH + b"X: a\x01b\r\n\r\n" + GOOD, 400),
    ("another version", b"POST /add-checkpoint HTTP/1.2\r\n" + HOST + LENGTH + b"\r\n" + GOOD, 505),
    ("a target that is a URL", b"POST http://x/add-checkpoint HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + GOOD, 400),
    ("a target with a high byte", b"POST /add-checkpoint\xff HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n" + GOOD, 400),
    ("70 headers", POST + HOST + LENGTH + b"X: 1\r\n" * 70 + b"\r\n" + GOOD, 431),
]


def ambiguous_requests():
    with tempfile.TemporaryDirectory() as folder, Witness(folder) as witness:
        smuggled = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
        for name, data, want in AMBIGUOUS:
            answer, closed = witness.raw(data + smuggled)
            status = status_of(answer)
            check.that(status == want if want else status in (0, 400, 501), name, answer[:200])
            check.that(closed, name, "the connection is left open")
            # libmicrohttpd 0.9.75 sends the head of an answer of its own twice
            heads = set(re.findall(rb"HTTP/1.1 (\d+)", answer))
            check.that(len(heads) <= 1 and b"404" not in heads, name, "what follows was answered too", answer)
        log = (pathlib.Path(folder) / "log").read_text()
        check.that("/smuggled" not in log and '"status":200' not in log, "nothing went through", log[-300:])
        for line in log.splitlines():
            json.loads(line)
        # and what is not ambiguous is answered, twice on one connection
        plain = POST + HOST + LENGTH + b"\r\n" + GOOD
        answer, _ = witness.raw(plain + POST + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKED, 3)
        check.that([int(s) for s in re.findall(rb"HTTP/1.1 (\d+)", answer)] == [200, 409], "two on one connection", answer)


def routes():
    with tempfile.TemporaryDirectory() as folder, Witness(folder) as witness:
        for method, path, want in [("POST", "/", 404), ("POST", "/add-checkpoint/", 404), ("POST", "/add%2Dcheckpoint", 404),
                                   ("POST", "/add-checkpoint%00", 404), ("POST", "//add-checkpoint", 404), ("GET", "/add-checkpoint", 405),
                                   ("PUT", "/add-checkpoint", 405), ("BREW", "/add-checkpoint", 405), ("POST", "/add-checkpoint?x", 200)]:
            status, body, headers = witness.post(GOOD if method == "POST" and want == 200 else None, path, method)
            check.that(status == want, f"{method} {path}", status, body)
            if want == 405:
                check.that(headers["Allow"] == "POST", f"{method} {path}", headers)
            check.that(headers["X-Content-Type-Options"] == "nosniff", "nosniff", headers)


def limits():
    with tempfile.TemporaryDirectory() as folder, Witness(folder) as witness:
        huge = POST + HOST + b"Content-Length: 1000000000\r\n\r\n"
        answer, closed = witness.raw(huge)
        check.that(status_of(answer) == 413 and closed, "a huge body that is announced", answer)
        answer, closed = witness.raw(POST + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 8 + b"0\r\n\r\n")
        check.that(status_of(answer) == 413, "a body of 512 KiB in chunks", answer)
        answer, closed = witness.raw(POST + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + b"x" * (1 << 20) + b"\r\n") * 64)
        check.that(status_of(answer) in (0, 413) and closed, "a body without end", answer[:100], closed)
        answer, closed = witness.raw(POST + HOST + b"X: " + b"x" * 100_000 + b"\r\n\r\n")
        check.that(status_of(answer) in (0, 413, 431, 400) and closed, "a header of 100 kB", answer[:100], closed)
        answer, closed = witness.raw(b"POST /" + b"x" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        check.that(status_of(answer) in (0, 414, 431, 400) and closed, "a target of 100 kB", answer[:100], closed)
        status, _, _ = witness.post(b"old 0\n\n" + b"x" * (256 * 1024 - 7))
        check.that(status == 400, "the largest body that is read", status)
        rss = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{witness.process.pid}/status").read_text())[1])
        check.that(rss < 400_000, "memory stays small", rss)  # a sanitizer's build has its own share
        # many connections at once: some are answered, the server lives
        idle = []
        for _ in range(200):
            try:
                idle.append(socket.create_connection(("127.0.0.1", witness.port), timeout=5))
            except OSError:
                break
        for s in idle:
            s.close()
        time.sleep(0.5)
        check.that(witness.post(GOOD)[0] == 200, "after 200 idle connections")


def slow_clients():
    """A request that drips is ended after 20 seconds, in its headers as in its body; others are served meanwhile."""
    with tempfile.TemporaryDirectory() as folder, Witness(folder) as witness:
        ended = {}

        def drip(name, data, first):
            began = time.time()
            with socket.create_connection(("127.0.0.1", witness.port), timeout=60) as s:
                try:
                    s.sendall(data[:first])
                    for i in range(first, len(data)):
                        s.sendall(data[i:i + 1])
                        s.settimeout(1)
                        try:
                            if s.recv(100) == b"":
                                break
                        except socket.timeout:
                            pass
                except OSError:
                    pass
            ended[name] = time.time() - began
        whole = POST + HOST + LENGTH + b"\r\n" + GOOD
        threads = [threading.Thread(target=drip, args=row) for row in
                   [("headers", whole, 5), ("body", whole, len(whole) - 200), ("nothing", b"P" * 100, 0)]]
        for thread in threads:
            thread.start()
        time.sleep(2)
        check.that(witness.post(GOOD)[0] == 200, "served while others drip")
        for thread in threads:
            thread.join()
        check.that(all(15 < took < 30 for took in ended.values()) and len(ended) == 3, "slow clients are ended", ended)


def stopping():
    for how in (signal.SIGTERM, signal.SIGINT):
        with tempfile.TemporaryDirectory() as folder, Witness(folder) as witness:
            # a request under way is answered, a silent connection does not hold it up
            with socket.create_connection(("127.0.0.1", witness.port)) as silent, \
                    socket.create_connection(("127.0.0.1", witness.port), timeout=20) as s:
                whole = POST + HOST + LENGTH + b"\r\n" + GOOD
                s.sendall(whole[:-10])
                time.sleep(0.3)
                witness.process.send_signal(how)
                time.sleep(0.3)
                s.sendall(whole[-10:])
                check.that(status_of(s.recv(65536)) == 200, "a request under way is answered", how)
                check.that(witness.process.wait(timeout=20) == 0, "it stops with 0", how)
            check.that((pathlib.Path(folder) / "log").read_text().count("\n") == 1, "one line in the log")
            try:
                socket.create_connection(("127.0.0.1", witness.port), timeout=2).close()
                check.that(False, "the port is free")
            except OSError:
                pass


def two_on_one_folder():
    """Two witnesses with one folder cannot be made to cosign two histories."""
    with tempfile.TemporaryDirectory() as folder, Witness(folder) as one, Witness(folder) as two:
        check.that(one.post(GOOD)[0] == 200, "the first")
        status, body, _ = two.post(GOOD)
        check.that((status, body) == (409, "1\n"), "the second knows it", status, body)


def command_line():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        run(DAUYS, "key", "new", folder / "k", "--name", "w.example", "--no-passphrase")
        good = {"--listen": "127.0.0.1:0", "--key": folder / "k", "--state": folder / "s", "--log": vkey(ORIGIN, 1, LOG_KEY)}
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            for changes, status, message in [
                    ({"--listen": None}, 2, "--listen, --state"), ({"--state": None}, 2, "--listen, --state"), ({"--log": None}, 2, "--log"),
                    ({"--listen": "nowhere"}, 2, "ADDRESS:PORT"), ({"--listen": "127.0.0.1:99999"}, 2, "ADDRESS:PORT"),
                    ({"--listen": "::1:80"}, 2, "ADDRESS:PORT"), ({"--listen": f"127.0.0.1:{port}"}, 4, "cannot listen"),
                    ({"--listen": "192.0.2.1:0"}, 4, "cannot listen"), ({"--listen": "host.example:80"}, 4, "cannot listen"),
                    ({"--key": folder / "none"}, 3, "none"), ({"--log": "nonsense"}, 3, "no verifier key")]:
                words = [str(w) for pair in {**good, **changes}.items() if pair[1] is not None for w in pair]
                done = run(DAUYS, "witness", *words)
                check.that(done.returncode == status and message in done.stderr and not done.stdout, changes, done)


for part in (nine_cases, ambiguous_requests, routes, limits, slow_clients, stopping, two_on_one_folder, command_line):
    part()
print("witness_test:", "FAILED" if check.bad else "good")
sys.exit(check.bad > 0)
