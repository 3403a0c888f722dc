"""What the three rows of a submission cost SQLite alone: python3 inserts.py BINARIES SCRATCH

A journal that precis has just made, its tables and indexes, the fsync of every commit, and nothing else; one thread, texts
of 1 KB. Python's own part is in the figures."""

import os
import resource
import sqlite3
import sys
import time

import processes

TEXT = ("The method is described, then measured on a set that others have used before. " * 14)[:1024]


def main(binaries, scratch):
    for group in (1, 40):
        with processes.precis(binaries, scratch) as server:
            directory = os.readlink(f"/proc/{server.process.pid}/cwd")
            server.process.terminate()
            server.process.wait()
            cpu, wall = inserted(os.path.join(directory, "data", "journal.sqlite"), group, 40 * (25 if group == 1 else 250))
        print(f"{group} to a commit: {cpu * 1e6:.0f} µs of CPU a submission, {wall * 1e6:.0f} µs in all")


def inserted(journal, group, count):
    """CPU and time of one submission, in seconds."""
    database = sqlite3.connect(journal, isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")
    fingerprint, began, cpu = os.urandom(32), time.monotonic(), cpu_seconds()
    for number in range(1, count + 1):
        if number % group == 1 or group == 1:
            database.execute("BEGIN IMMEDIATE")
        database.execute(
            "INSERT INTO jobs (id, fingerprint, principal, priority, sharing, place, bytes, since)"
            " VALUES (?, ?, '', 1, 0, ?, ?, ?)", (number, fingerprint, number * 10, len(TEXT), number))
        database.execute(
            "INSERT INTO payloads (job, kind, bytes) VALUES (?, 'analyze', ?)", (number, TEXT.encode()))
        database.execute(
            "INSERT INTO requests (id, job, principal, priority) VALUES (?, ?, '', 1)",
            (number.to_bytes(6, "big") + os.urandom(10), number))
        if number % group == 0:
            database.execute("COMMIT")
    database.close()
    return (cpu_seconds() - cpu) / count, (time.monotonic() - began) / count


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    main(os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2]))
