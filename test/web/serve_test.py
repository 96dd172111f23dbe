#!/usr/bin/env python3
"""The public pages from the real binary: both faces equal in content, every link resolves, nothing from elsewhere,
hostile names stay text, headers, tags, languages; proofs that hold; a record that grows."""
import gzip
import hashlib
import html.parser
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

DAUYS, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(SOURCE / "test/cmd"))
from harness import Check, run  # noqa: E402

check = Check()
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)>"'&{{title}}"""
VOID = {"meta", "link", "br", "img", "input", "hr"}
SAMPLE = 25  # pages of one kind and election that are visited; links of all of them are looked at


class Page(html.parser.HTMLParser):
    """What a page holds; its mistakes as a list."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.links, self.ids = [], [], [], []
        self.text, self.headings, self.lang = "", [], None
        self.feed(text)
        self.close()
        if self.open:
            self.wrong.append(f"not closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if len(values) != len(attrs):
            self.wrong.append(f"an attribute twice in {tag}")
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)
        if tag == "html":
            self.lang = values.get("lang")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "th" and values.get("scope") not in ("col", "row"):
            self.wrong.append("a header cell without scope")
        if tag in ("script", "style", "img", "iframe", "object", "form") or "style" in values:
            self.wrong.append(f"{tag} {values}")
        if any(name.startswith("on") for name in values):
            self.wrong.append(f"a handler in {tag}")
        if tag == "svg" and not (values.get("role") and values.get("aria-label")):
            self.wrong.append("a picture without a name")
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("href", "src", "action", "xlink:href"):
            if name in values:
                self.links.append(values[name])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another")

    def handle_data(self, data):
        self.text += data


class Server:
    def __init__(self, *elections):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([DAUYS, "serve", "--listen", "127.0.0.1:0", *map(str, elections)],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True,
                                        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
        first = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", first)
        if not found:
            self.log.seek(0)
        check.that(found, "it says where it is", first, "" if found else self.log.read())
        self.http = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=60)

    def get(self, path, method="GET", **headers):
        self.http.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = self.http.getresponse()
        body = answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def make_record(folder):
    dispute = SOURCE / "elections/made-up-dispute"
    record = folder / "dispute.dauys"
    for name in ("commission", "observer"):
        run(DAUYS, "key", "new", folder / f"{name}.key", "--name", f"example.org/{name}", "--no-passphrase")
    steps = [["init", record, "--election", dispute, "--key", folder / "commission.key"]]
    enrol = run(DAUYS, "record", *steps[0])
    check.that(enrol.returncode == 0, "a record is made", enrol.stderr)
    run(DAUYS, "key", "enrol", record, folder / "observer.key", "--person", "observer", "--role", "observer",
        "--key", folder / "commission.key")
    for source in ("copy", "announced"):
        made = run(DAUYS, "record", "import", record, dispute / f"protocols/district-{source}.csv", "--source", source,
                   "--key", folder / "observer.key")
        check.that(made.returncode == 0, f"{source} protocols are in the record", made.stderr)
    return record


def make_hostile(folder):
    hostile = folder / "hostile"
    shutil.copytree(SOURCE / "elections/made-up-dispute", hostile)
    path = hostile / "election.yaml"
    text = path.read_text().replace("election: made-up-dispute", "election: hostile")
    quoted = json.dumps(HOSTILE)
    text = re.sub(r'title: \{en: "[^"]*"', lambda _: "title: {en: " + quoted, text)
    path.write_text(text)
    units = hostile / "units.csv"
    units.write_text(units.read_text().replace("District 3", '"' + HOSTILE.replace('"', '""') + '"'))
    return hostile


def kind_of(path):
    parts = path.split("?")[0].strip("/").split("/")
    lang = parts.pop(0) if parts[0] in ("kk", "ru") else "en"
    return lang, parts[0] if parts else "", parts[1] if len(parts) > 1 else ""


def look_at(page, path):
    check.that(not page.wrong, f"{path} is whole, without scripts, styles and frames", page.wrong[:3])
    check.that(page.headings[:1] == [1] and page.headings.count(1) == 1, f"{path} has one first heading", page.headings)
    steps = [b - a for a, b in zip(page.headings, page.headings[1:])]
    check.that(all(step <= 1 for step in steps), f"{path} leaves out no level of headings", page.headings)
    check.that(page.lang == kind_of(path)[0], f"{path} says its language", page.lang)
    check.that(len(set(page.ids)) == len(page.ids), f"{path} has every id once", page.ids)
    for link in page.links:
        check.that(re.match(r"/(?!/)|#", link), f"{path} links within the origin", link)


def numbers_of(value):
    """Figures of a value that a page has to show."""
    if isinstance(value, dict):
        if "votes" in value and "percent" in value and "title" in value:
            yield value["title"], value["votes"], value["percent"]
        for part in value.values():
            yield from numbers_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_of(part)


def crawl(server):
    waiting, seen, visited, n_figures = ["/"], {"/"}, {}, 0
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        visited[kind] = visited.get(kind, 0) + 1
        if visited[kind] > SAMPLE:
            continue
        status, headers, body = server.get(path)
        check.that(status == 200, f"{path} is there", status, body[:200])
        if path.startswith("/static/"):
            continue
        if headers["content-type"] == "application/json":
            json.loads(body)
            continue
        page = Page(body.decode())
        look_at(page, path)
        value = json.loads(server.get(path, Accept="application/json")[2])
        split = path.split("?")
        address = (split[0].rstrip("/") + "/index" if value["page"] == "index" else split[0]) + ".json"
        address += "?" + split[1] if len(split) > 1 else ""
        check.that(json.loads(server.get(address)[2]) == value, f"{address} and Accept give one value")
        check.that(value["title"] in page.text, f"{path} shows its title", value["title"])
        digits = re.sub(r"(?<=\d)[,\u00a0\u202f ](?=\d{3})", "", page.text)
        for title, votes, percent in numbers_of(value):
            n_figures += 1
            check.that(title in page.text and str(votes) in digits and percent in page.text,
                       f"{path} shows what its JSON says", title, votes, percent)
        for link in page.links:
            if link.startswith("/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    check.that(n_figures > 1000, "many figures were held against each other", n_figures)
    for lang in ("en", "kk", "ru"):
        for part in ("contest", "area", "why", "entry", "compare", "law", "proof"):
            check.that(any(key[0] == lang and key[2] == part for key in visited), f"{part} in {lang} was visited")


def check_headers(server):
    status, headers, body = server.get("/kz-mazhilis-2023")
    policy = headers["content-security-policy"]
    check.that("default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy, "the policy is strict")
    check.that(headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer", "headers")
    check.that(headers["vary"] == "Accept" and headers["cache-control"] == "no-cache", "caches ask again", headers)
    again = server.get("/kz-mazhilis-2023", If_None_Match=headers["etag"])
    check.that(again[0] == 304 and not again[2] and again[1]["etag"] == headers["etag"], "304 for a known tag", again)
    other = server.get("/kz-mazhilis-2023.json", If_None_Match=headers["etag"])
    check.that(other[0] == 200 and other[1]["etag"] != headers["etag"], "the other face has another tag")
    head = server.get("/kz-mazhilis-2023", method="HEAD")
    check.that(head[0] == 200 and not head[2] and head[1]["content-length"] == str(len(body)), "HEAD", head[1])
    style = re.search(rb'href="(/static/dauys[^"]*)"', body)[1].decode()
    plain = server.get(style)
    packed = server.get(style, Accept_Encoding="gzip, br")
    check.that(packed[1]["content-encoding"] == "gzip" and gzip.decompress(packed[2]) == plain[2], "gzip made before")
    check.that("immutable" in plain[1]["cache-control"] and plain[1]["content-type"].startswith("text/css"), "styles stay")
    check.that(b"http" not in re.sub(rb"http://www\.w3\.org/2000/svg", b"", plain[2]), "the style loads nothing")


def check_refusals(server):
    rows = [("/nothing", 404), ("/kz-mazhilis-2023/", 404), ("/kz-mazhilis-2023/nothing", 404), ("//a", 404),
            ("/kz-mazhilis-2023?x=1", 404), ("/kz-mazhilis-2023/contest/none", 404), ("/kz-mazhilis-2023/area/%2e%2e", 404),
            ("/kz-mazhilis-2023/area/..%2f..%2fetc", 404), ("/static/../kz-mazhilis-2023", 404), ("/en/", 404),
            ("/kz-mazhilis-2023/why/nothing", 404), ("/kz-mazhilis-2023/compare?a=official&b=none", 404),
            ("/kz-mazhilis-2023/law?law=kz/mazhilis@1890-01-01", 404), ("/kz-mazhilis-2023/law?law=x", 404),
            ("/kz-mazhilis-2023/law?law=../../etc/passwd@2021-01-10", 404),
            ("/%3Cscript%3Ealert(1)%3C/script%3E", 404), ("/ru/nothing", 404)]
    for path, want in rows:
        status, headers, body = server.get(path)
        check.that(status == want and headers["content-type"].startswith("text/html"), f"{path} is {want}", status)
        page = Page(body.decode())
        check.that(not page.wrong and "<script" not in body.decode(), f"the page for {path} is whole", page.wrong)
        for link in page.links:
            check.that(re.match(r"/(?!/)|#", link), f"the page for {path} links within the origin", link)
    check.that('lang="ru"' in server.get("/ru/nothing")[2].decode(), "what is not there is said in the language asked")
    status, headers, body = server.get("/nothing.json")
    check.that(status == 404 and json.loads(body)["status"] == 404, "404 as JSON", body)
    status, headers, body = server.get("/kz-mazhilis-2023", method="DELETE")
    check.that(status == 405 and headers["allow"] == "GET" and b"<h1>" in body, "405 is a page", status, headers)
    status, _, body = server.get("/kz-mazhilis-2023", Accept="image/png")
    check.that(status == 406 and b"<h1>" in body, "406 is a page", status)


def check_hostile(server):
    for path in ("/hostile", "/hostile/compare", "/hostile/area/d3", "/hostile/contest/district/d3", "/"):
        body = server.get(path)[2].decode()
        page = Page(body)
        check.that("<script" not in body and not page.wrong, f"{path}: a hostile name stays text", page.wrong)
        check.that("{{title}}" in page.text, f"{path}: and is shown as it is")
    value = json.loads(server.get("/hostile.json")[2])
    check.that(value["title"] == HOSTILE, "JSON has it as it is", value["title"])


def leaves_of(node):
    if node["at"] and node["at"].get("leaf"):
        yield node["at"]
    for below in node["because"]:
        yield from leaves_of(below)


def root_of(leaf, index, size, path):
    """RFC 9162, 2.1.3.2."""
    node, last = leaf, size - 1
    for other in path:
        if index % 2 == 1 or index == last:
            node = hashlib.sha256(b"\1" + other + node).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            node = hashlib.sha256(b"\1" + node + other).digest()
        index, last = index // 2, last // 2
    return node


def check_proofs(server):
    value = json.loads(server.get("/dispute/why/district/d3/candidate-a/votes.json")[2])
    proof = json.loads(server.get("/dispute/proof.json")[2])["record"]
    leaves = list(leaves_of(value["why"]))
    check.that(len(leaves) >= 10, "the protocols behind the figure are entries", len(leaves))
    for leaf in leaves:
        path = [bytes.fromhex(text) for text in leaf["inclusion"]]
        root = root_of(bytes.fromhex(leaf["leaf"]), leaf["entry"], leaf["size"], path)
        check.that(root.hex() == leaf["root"] == proof["root"], "its inclusion proof holds under the head", leaf["entry"])
    for leaf in leaves[:3]:
        entry = json.loads(server.get(leaf["href"], Accept="application/json")[2])["entry"]
        check.that(entry["holds"] and entry["kind"] == "protocol" and entry["proof"]["leaf"] == leaf["leaf"],
                   "an entry is shown with its signature and proof", entry)
        check.that(hashlib.sha256(b"\0" + entry["bytes"].encode()).hexdigest() == leaf["leaf"],
                   "its bytes are the leaf", leaf)
    for path in ("/dispute/entry/9999", "/dispute/entry/01", "/dispute/entry/-1", "/kz-mazhilis-2023/entry/0"):
        check.that(server.get(path)[0] == 404, f"{path} is not there")
    area = json.loads(server.get("/dispute/area/s01.json")[2])
    places = [table["at"] for table in area["tables"]]
    check.that(len(places) == 2 and all(at["is_entry"] and at["proof"]["root"] == proof["root"] for at in places),
               "a station's protocols are entries", places)


def check_changes(server, folder, record, hostile):
    before = server.get("/dispute")[1]["etag"], server.get("/hostile")[1]["etag"], server.get("/")[1]["etag"]
    made = run(DAUYS, "record", "checkpoint", record, "--key", folder / "commission.key")
    check.that(made.returncode == 0, "a checkpoint is signed", made.stderr)
    proof = json.loads(server.get("/dispute/proof.json")[2])["record"]
    check.that(proof["checkpoint"] and "example.org/commission" in proof["checkpoint"], "the checkpoint is shown", proof)
    run(DAUYS, "key", "new", folder / "late.key", "--name", "example.org/late", "--no-passphrase")
    run(DAUYS, "key", "enrol", record, folder / "late.key", "--person", "late", "--role", "observer",
        "--key", folder / "commission.key")
    rows = hostile / "protocols/district-copy.csv"
    text = rows.read_text()
    lines = text.splitlines()
    rows.write_text("\n".join(lines[:-1]) + "\n")
    after = server.get("/dispute")[1]["etag"], server.get("/hostile")[1]["etag"], server.get("/")[1]["etag"]
    check.that(all(a != b for a, b in zip(before, after)), "tags change with what they are of", before, after)
    rows.write_text("nonsense\n")
    status, _, body = server.get("/hostile")
    check.that(status == 500 and b"<h1>" in body, "what cannot be read is said", status)
    check.that(server.get("/")[0] == 200 and server.get("/dispute")[0] == 200, "the others go on")
    rows.write_text(text)
    check.that(server.get("/hostile")[0] == 200, "and it comes back")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        record, hostile = make_record(folder), make_hostile(folder)
        elections = sorted(SOURCE.glob("elections/*-*/"))
        server = Server(*elections, hostile, record)
        crawl(server)
        check_headers(server)
        check_refusals(server)
        check_hostile(server)
        check_proofs(server)
        check_changes(server, folder, record, hostile)
        check.that(server.stop() == 0, "it stops when told to")
        twice = run(DAUYS, "serve", hostile, hostile, "--listen", "127.0.0.1:0")
        check.that(twice.returncode == 2, "two of one name are refused", twice.returncode, twice.stderr)
        missing = run(DAUYS, "serve", folder / "nothing")
        check.that(missing.returncode == 3, "what is not there is refused", missing.returncode)


main()
print("serve_test:", "FAILED" if check.bad else "good")
sys.exit(check.bad > 0)
