#!/usr/bin/env python3
"""dauys key: new, show and check, with a real terminal, with passphrase files, and with neither."""
import fcntl
import json
import os
import pathlib
import re
import select
import signal
import stat
import subprocess
import sys
import tempfile
import termios
import time

from harness import Check

NAME = "made-up.example/commission"
WORDS = "сегіз қазық 8"


class Terminal:
    """The program on a terminal of its own. The other end stays open, so that its state can be seen at the end."""

    def __init__(self, *arguments, **environment):
        self.seen = ""
        self.fd, self.other = os.openpty()
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            for ignored in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):  # by a shell that runs the tests in the background
                signal.signal(ignored, signal.SIG_DFL)
            fcntl.ioctl(self.other, termios.TIOCSCTTY, 0)
            for standard in range(3):
                os.dup2(self.other, standard)
            os.closerange(3, 256)
            os.execve(arguments[0], list(map(str, arguments)), {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment})

    def shows(self):
        return bool(termios.tcgetattr(self.other)[3] & termios.ECHO)

    def wait_for(self, text, seconds=20):
        """What came until and with the text; it is cut from what comes next."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            if time.monotonic() > end:
                raise TimeoutError(f"no {text!r} in {self.seen!r}")
            if select.select([self.fd], [], [], 0.1)[0]:
                self.seen += os.read(self.fd, 4096).decode()
        before, self.seen = self.seen.split(text, 1)
        return before + text

    def type(self, text):
        os.write(self.fd, text.encode())

    def finish(self):
        """The rest of the output, the exit status (negative: a signal), and whether the terminal shows what is typed."""
        _, status = os.waitpid(self.child, 0)
        while select.select([self.fd], [], [], 0.05)[0]:
            self.seen += os.read(self.fd, 4096).decode()
        shows = self.shows()
        os.close(self.fd)
        os.close(self.other)
        return self.seen, os.waitstatus_to_exitcode(status), shows


class Keys:
    def __init__(self, dauys, check):
        self.dauys, self.check, self.temp = dauys, check, tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temp.name)
        self.n = 0

    def path(self):
        self.n += 1
        return self.folder / f"key-{self.n}"

    def file(self, text, mode=0o600):
        path = self.path()
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return path

    def run(self, *arguments, stdin=b"", **environment):
        """Without a terminal."""
        done = subprocess.run([self.dauys, "key", *map(str, arguments)], input=stdin, capture_output=True, timeout=60, start_new_session=True,
                              env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment})
        done.out, done.err = done.stdout.decode(), done.stderr.decode()
        return done

    def new(self, *arguments, path=None, **more):
        path = path or self.path()
        return path, self.run("new", path, "--name", NAME, "--cost", "min", *arguments, **more)

    def terminal(self, *arguments, **environment):
        return Terminal(self.dauys, "key", *arguments, **environment)


def asks(keys):
    check = keys.check
    path = keys.path()
    on = keys.terminal("new", path, "--name", NAME, "--cost", "min")
    on.wait_for(f"New passphrase for {path}: ")
    check.that(not on.shows(), "the terminal shows a passphrase")
    on.type(WORDS + "\n")
    on.wait_for("The same once more: ")
    check.that(not on.shows(), "the terminal shows the second passphrase")
    on.type(WORDS + "\n")
    rest, status, shows = on.finish()
    check.that(status == 0 and shows and NAME in rest and WORDS not in rest, "new on a terminal", status, shows, rest)
    check.that(stat.S_IMODE(path.stat().st_mode) == 0o600, "mode", oct(path.stat().st_mode))
    check.that(WORDS not in path.read_text(encoding="utf-8"), "the passphrase is in the file")
    for typed, want, sentence in ((WORDS, 0, ": ok"), (WORDS + "x", 3, "the passphrase is wrong, or the file was changed"), ("", 3, "is empty"),
                                  ("a\tb", 3, "control character"), ("x" * 1024, 3, "longer than 1023"), ("\x04", 3, "the input ended")):
        on = keys.terminal("check", path)
        on.wait_for(f"Passphrase for {path}: ")
        on.type(typed + ("" if typed == "\x04" else "\n"))
        rest, status, shows = on.finish()
        check.that(status == want and shows and sentence in rest, f"check with {typed[:20]!r}", status, shows, rest)
    longest = keys.file("y" * 1023)
    path, done = keys.new("--passphrase-file", longest)
    on = keys.terminal("check", path)
    on.wait_for(": ")
    on.type("y" * 1023 + "\n")
    check.that(on.finish()[1] == 0 and done.returncode == 0, "the longest passphrase", done.err)
    for lang, prompt in (("kk", "құпия сөз"), ("ru", "пароль")):
        on = keys.terminal("check", path, "--lang", lang)
        check.that(prompt in on.wait_for(": ").lower(), f"the question in {lang}")
        on.type("\x03")
        on.finish()


def refuses_to_make(keys):
    check = keys.check
    for first, second, sentence in ((WORDS, WORDS + "x", "the two passphrases differ"), ("", None, "is empty"), ("a\x1b[A", None, "control character")):
        path = keys.path()
        on = keys.terminal("new", path, "--name", NAME, "--cost", "min")
        on.wait_for(": ")
        on.type(first + "\n")
        if second is not None:
            on.wait_for("once more: ")
            on.type(second + "\n")
        rest, status, shows = on.finish()
        check.that(status == 3 and shows and sentence in rest and not path.exists(), f"new with {first!r}, {second!r}", status, rest)


def signals(keys):
    check = keys.check
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGALRM"):
        path = keys.path()
        on = keys.terminal("new", path, "--name", NAME, "--cost", "min")
        on.wait_for(": ")
        check.that(not on.shows(), f"{name}: shown before")
        on.type("half a passphra")
        os.kill(on.child, getattr(signal, name))
        _, status, shows = on.finish()
        check.that(status == -getattr(signal, name) and shows and not path.exists(), name, status, shows)
    on = keys.terminal("new", keys.path(), "--name", NAME)
    on.wait_for(": ")
    on.type("\x03")
    check.that(on.finish()[1:] == (-signal.SIGINT, True), "Ctrl-C")


def stops(keys):
    """Ctrl-Z: the terminal is as before while the program is stopped; fg asks again."""
    path = keys.path()
    on = Terminal("/bin/bash", "-mc", f"{keys.dauys} key new {path} --name {NAME} --cost min; echo stopped $?; read go; fg; echo ended $?")
    on.wait_for("New passphrase")
    on.type("not thi")
    on.type("\x1a")
    on.wait_for("stopped 148")
    keys.check.that(on.shows(), "a stopped program leaves the terminal without echo")
    on.type("go\n")
    for question in ("New passphrase", "once more: "):
        on.wait_for(question)
        on.wait_for(": ") if question != "once more: " else None
        time.sleep(0.1)
        keys.check.that(not on.shows(), "shown after fg")
        on.type(WORDS + "\n")
    on.wait_for("ended 0")
    keys.check.that(on.finish()[1:] == (0, True) and path.exists(), "fg ends well")


def files(keys):
    check = keys.check
    words = keys.file(WORDS + "\n")
    path, done = keys.new("--passphrase-file", words)
    check.that(done.returncode == 0 and path.exists(), "a passphrase file", done.err)
    for more, environment, stdin, status in (
            (("--passphrase-file", words), {}, b"", 0), ((), {"DAUYS_PASSPHRASE_FILE": str(words)}, b"", 0),
            (("--passphrase-file", "/dev/stdin"), {}, WORDS.encode(), 0), (("--passphrase-file", "/dev/stdin"), {}, b"wrong\n", 3),
            (("--passphrase-file", words), {"DAUYS_PASSPHRASE_FILE": "/nowhere"}, b"", 0)):
        done = keys.run("check", path, *more, stdin=stdin, **environment)
        check.that(done.returncode == status, ("check", more, environment), done.returncode, done.err)
    for text, mode, sentence in ((WORDS, 0o644, "mode 0600"), (WORDS, 0o640, "mode 0600"), ("", 0o600, "is empty"), ("\n", 0o600, "is empty"),
                                 ("a\nb\n", 0o600, "control character"), ("a\r\n", 0o600, "control character"), ("a\0b", 0o600, "control character"),
                                 ("x" * 1024, 0o600, "longer than 1023")):
        target, done = keys.new("--passphrase-file", keys.file(text, mode))
        check.that(done.returncode == 3 and sentence in done.err and not target.exists(), ("a passphrase file", text[:9], oct(mode)), done.returncode, done.err)
    for place, status in (("/nowhere/words", 3), (keys.folder, 4)):
        target, done = keys.new("--passphrase-file", place)
        check.that(done.returncode == status and not target.exists(), ("a passphrase file", place), done.returncode, done.err)
    target, done = keys.new()
    check.that(done.returncode == 4 and "--passphrase-file" in done.err and not target.exists(), "no terminal", done.returncode, done.err)


def shows(keys):
    check = keys.check
    path = keys.path()
    done = keys.run("new", path, "--name", NAME, "--no-passphrase")
    check.that(done.returncode == 0 and "whoever reads the file can sign" in done.out, "no passphrase", done.err)
    check.that("\nno-passphrase " in path.read_text(), "the file does not say that it has no passphrase")
    told = keys.run("show", path)
    check.that(told.out == done.out and path.read_text().split("\n")[1] in told.out, "show", told.out)
    check.that(re.search(r"\n[^\n]*( [0-9a-f]{4}){8}\n", told.out), "a fingerprint in groups of four", told.out)
    value = json.loads(keys.run("show", path, "--json").out)
    check.that(value["verifier"] == path.read_text().split("\n")[1] and value["name"] == NAME and len(value["author"]) == 64 and not value["has_passphrase"]
               and value["fingerprint"].replace(" ", "").startswith(value["verifier"].split("+")[1]), "show --json", value)
    check.that(keys.run("check", path).returncode == 0, "check asks for a passphrase that there is not")
    for mode in (0o640, 0o604, 0o620, 0o601):
        path.chmod(mode)
        for verb in ("show", "check"):
            done = keys.run(verb, path)
            check.that(done.returncode == 3 and "mode 0600 is needed" in done.err and not done.out, (verb, oct(mode)), done.returncode, done.err)
    path.chmod(0o600)
    for cost, passes in (("min", "passes 1, memory 8 KiB"), ("interactive", "passes 2, memory 65536 KiB"), ("moderate", "passes 3, memory 262144 KiB")):
        target = keys.path()
        done = keys.run("new", target, "--name", NAME, "--cost", cost, "--passphrase-file", "/dev/stdin", stdin=WORDS.encode())
        check.that(done.returncode == 0 and passes in done.out, ("cost", cost), done.out, done.err)
        done = keys.run("check", target, "--passphrase-file", "/dev/stdin", stdin=WORDS.encode())
        check.that(done.returncode == 0, ("check at cost", cost), done.err)


def copies(keys):
    check = keys.check
    old, done = keys.new("--passphrase-file", keys.file(WORDS))
    new, plain = keys.path(), keys.path()
    on = keys.terminal("copy", old, new, "--cost", "min")
    for question, words in ((f"Passphrase for {old}: ", WORDS), (f"New passphrase for {new}: ", "another"), ("once more: ", "another")):
        on.wait_for(question)
        on.type(words + "\n")
    rest, status, _ = on.finish()
    check.that(status == 0 and new.exists(), "copy", status, rest)
    done = keys.run("copy", new, plain, "--no-passphrase", "--passphrase-file", "/dev/stdin", stdin=b"another")
    check.that(done.returncode == 0, "copy without passphrase", done.err)
    keys_of = [json.loads(keys.run("show", path, "--json").out)["verifier"] for path in (old, new, plain)]
    check.that(len(set(keys_of)) == 1, "a copy is another key", keys_of)
    for source, words, status in ((new, "another", 0), (new, WORDS, 3), (old, WORDS, 0), (plain, "", 0)):
        done = keys.run("check", source, "--passphrase-file", "/dev/stdin", stdin=words.encode())
        check.that(done.returncode == status, "check of a copy", words, done.returncode, done.err)
    before = old.read_bytes()
    done = keys.run("copy", plain, old, "--no-passphrase")
    check.that(done.returncode == 3 and "is there already" in done.err and old.read_bytes() == before, "copy over a file", done.err)
    done = keys.run("copy", old, keys.path(), "--no-passphrase", "--passphrase-file", "/dev/stdin", stdin=b"wrong")
    check.that(done.returncode == 3 and "passphrase is wrong" in done.err, "copy with a wrong passphrase", done.err)


def usage(keys):
    check = keys.check
    there = keys.file("something")
    for arguments, status, sentence in (
            (("new",), 2, "usage"), (("new", "x"), 2, "usage"), (("show",), 2, "usage"), (("check",), 2, "usage"), (("show", "a", "b"), 2, "usage"),
            (("burn", "x"), 2, "new, show, check, copy"), (("copy", "x"), 2, "usage"), (("copy", "x", "y", "--no-passphrase", "--cost", "min"), 2, "excludes"), (("new", "x", "--name", "a b"), 2, "without spaces"), (("new", "x", "--name", "a+b"), 2, "without spaces"),
            (("new", "x", "--name", NAME, "--no-passphrase", "--cost", "min"), 2, "excludes"), (("new", "x", "--name", NAME, "--cost", "none"), 2, "moderate"),
            (("new", there, "--name", NAME), 3, "is there already"), (("new", there, "--name", NAME, "--no-passphrase"), 3, "is there already"),
            (("show", there), 3, "dauys-key/1"), (("show", "/nowhere"), 3, "no such file"), (("check", "/nowhere"), 3, "no such file"),
            (("new", "/nowhere/key", "--name", NAME, "--no-passphrase"), 4, "cannot be written"), (("new", "x", "--name", NAME, "--passphrase", "secret"), 2, "no option")):
        done = keys.run(*arguments)
        check.that(done.returncode == status and sentence in done.err and not done.out, arguments, done.returncode, done.err)
    check.that(there.read_text() == "something", "a file was written over")
    check.that(not list(keys.folder.glob("*.??????")), "drafts are left", list(keys.folder.iterdir()))


def main():
    signal.alarm(300)  # a terminal that hangs is a failure, not a wait
    check = Check()
    keys = Keys(os.path.abspath(sys.argv[1]), check)
    parts = (asks, refuses_to_make, signals, stops, files, shows, copies, usage)
    for part in parts:
        part(keys)
    keys.temp.cleanup()
    print(f"{len(parts)} parts, {check.bad} wrong")
    return check.bad > 0


sys.exit(main())
