#!/usr/bin/env python3
"""A record whose writers are killed, whose disk is full, whose server goes away.

    test/postgres/run test/record/store_faults_test.py STORE_WRITER    (CTest does)

DAUYS_SEED=N repeats a run; DAUYS_SOAK=N makes N times as many points.
"""
import concurrent.futures
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

WRITER = sys.argv.pop(1)
SEED = int(os.environ.get("DAUYS_SEED", time.time()))
MORE = int(os.environ.get("DAUYS_SOAK", 1))
POSTGRES = os.environ.get("DAUYS_TEST_POSTGRES")
ADMIN = os.environ.get("DAUYS_TEST_POSTGRES_ADMIN")
FOLDER = os.environ.get("DAUYS_TEST_POSTGRES_FOLDER")


def run(*arguments, **more):
    return subprocess.run([WRITER, *map(str, arguments)], capture_output=True, text=True, timeout=120, **more)


def psql(sql):
    server = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"))
    program = str(server[-1]) if server else "psql"
    return subprocess.run([program, "-qXtAc", sql, ADMIN], capture_output=True, text=True, timeout=60, check=True).stdout


class Writer:
    """A writer that runs, and the last number it said is written."""

    def __init__(self, url, name, batches=10**6, **more):
        self.process = subprocess.Popen([WRITER, "write", url, name, str(batches)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, **more)

    def kill_after(self, seconds, when_open):
        """Kill it so long after its start, or after it has opened the record."""
        found = self.process.stdout.readline() if when_open else ""
        time.sleep(seconds)
        self.process.kill()
        code, said, message = self.end()
        return code, max(said, int(found.split()[1]) if found else 0), message

    def end(self):
        """(exit code, last acknowledged, message)"""
        said, message = self.process.communicate(timeout=120)
        # The last line may be cut off in the middle: then it was not said.
        lines = [line.split() for line in said.split("\n")[:-1]]
        acknowledged = [int(line[1]) for line in lines if line[0] in ("ack", "found")]
        return self.process.returncode, acknowledged[-1] if acknowledged else 0, message


class Faults(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dauys-faults-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.random = random.Random(SEED)

    def check(self, url, at_least):
        """All that was acknowledged is there, batches are whole; the batches, and how many items."""
        done = run("check", url)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        head = int(lines[-1][1])
        self.assertGreaterEqual(head, at_least)
        return [tuple(line[1:]) for line in lines[:-1]], head

    def kill_rounds(self, url, name, rounds, seed):
        """Kill a writer at `rounds` points; returns how many items there are."""
        chance, acknowledged, grown = random.Random(seed), 0, 0
        for i in range(rounds):
            writer = Writer(url, f"{name}-{i}")
            code, said, _ = writer.kill_after(chance.uniform(0, 0.06), when_open=i % 5 > 0)
            self.assertEqual(code, -signal.SIGKILL)
            grown += said > acknowledged
            acknowledged = max(acknowledged, said)
            if i % 10 == 9:
                self.check(url, acknowledged)
        code, said, message = Writer(url, f"{name}-last", 3).end()  # opens and writes by itself
        self.assertEqual(code, 0, message)
        self.assertGreaterEqual(said, acknowledged)
        batches, head = self.check(url, said)
        self.assertEqual(len(batches), len(set(batches)))
        self.assertGreater(grown, rounds // 4, "killed before anything happened: the test is none")
        return head

    def test_kill_9_at_200_points_of_sqlite(self):
        def one(k):
            path = self.folder / f"{k}.dauys"
            self.assertEqual(run("create", path).returncode, 0)
            head = self.kill_rounds(str(path), f"w{k}", 50 * MORE, SEED + k)
            # The last writer has left one file.
            self.assertEqual([p.name for p in self.folder.glob(f"{k}.dauys*")], [path.name])
            return head
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            print("items after", 200 * MORE, "kills:", list(pool.map(one, range(4))))

    def test_kill_9_while_it_is_made(self):
        for i in range(20 * MORE):
            path = self.folder / f"{i}.dauys"
            process = subprocess.Popen([WRITER, "create", path], stderr=subprocess.DEVNULL)
            time.sleep(self.random.uniform(0, 0.06))
            process.kill()
            process.wait()
            again = run("create", path)
            if again.returncode != 0:
                self.assertIn("there already", again.stderr)
            self.assertEqual(self.check(path, 0)[1], 0)

    def test_two_writers_at_once(self):
        urls = [self.folder / "two.dauys"] + ([POSTGRES] if POSTGRES else [])
        for url in urls:
            if url == POSTGRES:
                psql("DROP SCHEMA IF EXISTS dauys CASCADE")
            self.assertEqual(run("create", url).returncode, 0)
            n = 40
            writers = [Writer(url, name, n) for name in ("a", "b", "c")]
            for writer in writers:
                code, _, message = writer.end()
                self.assertEqual(code, 0, message)
            batches, _ = self.check(url, 1)
            self.assertEqual(sorted(batches), sorted((w, str(i)) for w in "abc" for i in range(n)))

    def test_a_full_disk(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk],
                                 capture_output=True).returncode == 0
        limits = {} if mounted else {
            "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20))}
        try:
            path = disk / "full.dauys"
            self.assertEqual(run("create", path).returncode, 0)
            code, acknowledged, message = Writer(path, "w", **limits).end()
            self.assertEqual(code, 4, message)
            self.assertRegex(message, "the disk is full|cannot be read or written")
            self.assertGreater(acknowledged, 0)
            self.assertEqual(self.check(path, acknowledged)[1], acknowledged)
            # Elsewhere there is room: it goes on.
            copy = self.folder / "copy.dauys"
            for suffix in ("", "-wal"):
                if pathlib.Path(f"{path}{suffix}").exists():
                    shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
            code, said, message = Writer(copy, "v", 5).end()
            self.assertEqual(code, 0, message)
            self.assertGreater(self.check(copy, said)[1], acknowledged)
            if mounted:  # nothing can be made, and nothing is left
                try:
                    with open(disk / "filler", "wb", buffering=0) as filler:
                        while filler.write(bytes(4096)):
                            pass
                except OSError:
                    pass
                done = run("create", disk / "new.dauys")
                self.assertEqual(done.returncode, 4, done.stderr)
        finally:
            if mounted:
                subprocess.run(["umount", disk], check=True)

    @unittest.skipUnless(POSTGRES, "no PostgreSQL server here")
    def test_kill_9_a_client_of_postgresql(self):
        psql("DROP SCHEMA IF EXISTS dauys CASCADE")
        self.assertEqual(run("create", POSTGRES).returncode, 0)
        self.kill_rounds(POSTGRES, "p", 20 * MORE, SEED)

    @unittest.skipUnless(POSTGRES, "no PostgreSQL server here")
    def test_kill_9_the_server(self):
        psql("DROP SCHEMA IF EXISTS dauys CASCADE")
        self.assertEqual(run("create", POSTGRES).returncode, 0)
        acknowledged = 0
        for i in range(3 * MORE):
            writer = Writer(POSTGRES, f"s{i}")
            time.sleep(self.random.uniform(0.2, 0.5))
            down = pathlib.Path(FOLDER, "down")
            down.touch()
            os.kill(int(pathlib.Path(FOLDER, "pid").read_text()), signal.SIGKILL)
            code, said, message = writer.end()
            self.assertEqual(code, 4, message)
            self.assertRegex(message, "the server (does not answer|went away)|cannot")
            self.assertEqual(len(message.splitlines()), 1)
            acknowledged = max(acknowledged, said)
            for command in (("check",), ("write", "x", 1), ("create",)):  # dead: a sentence, at once
                started = time.monotonic()
                done = run(command[0], POSTGRES, *command[1:])
                self.assertEqual(done.returncode, 4)
                self.assertRegex(done.stderr, "^postgres://.*cannot be reached: .*\n$")
                self.assertLess(time.monotonic() - started, 10)
            down.unlink()
            for _ in range(300):
                if run("check", POSTGRES).returncode == 0:
                    break
                time.sleep(0.1)
            self.check(POSTGRES, acknowledged)


if __name__ == "__main__":
    print(f"DAUYS_SEED={SEED}")
    unittest.main(verbosity=2)
