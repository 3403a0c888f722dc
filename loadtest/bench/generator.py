"""The load: wrk, with one thread and the same number of connections for whoever is measured."""

import dataclasses
import itertools
import json
import os
import random
import signal
import string
import subprocess
import time

from processes import Failure

HERE = os.path.dirname(os.path.realpath(__file__))
CONNECTIONS = 64
_run = "".join(random.choices(string.ascii_lowercase, k=2))
_nonces = map("".join, itertools.product(string.ascii_lowercase, repeat=3))


@dataclasses.dataclass(frozen=True)
class Load:
    """A script of wrk and what it is told."""

    script: str
    arguments: tuple

    @staticmethod
    def unique(path, size):
        """Texts of so many bytes that nobody has sent before."""
        return Load("unique.lua", (path, str(size)))

    @staticmethod
    def repeated(path, file):
        return Load("repeated.lua", (path, file))

    @staticmethod
    def paths(file):
        return Load("paths.lua", (file,))

    def command(self, server, seconds):
        arguments = self.arguments
        if self.script == "unique.lua":
            arguments += (_run + next(_nonces),)
        return [
            "wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--timeout", "30s",
            "--script", self.script, server.url, "--", *arguments]


@dataclasses.dataclass(frozen=True)
class Outcome:
    requests: int
    seconds: float
    p50: float
    p99: float
    # Of one answer, with its head.
    answer_bytes: float
    # CPU of the server for one request, in microseconds.
    server_cpu: float
    # CPU of wrk, as a share of its one thread: near 1 it is wrk that was measured.
    generator_share: float

    @property
    def rate(self):
        return self.requests / self.seconds


def run(load, server, seconds, enough=None):
    """Loads the server for so long, or until `enough()` says so. Every answer must be a success."""
    cpu, started = server.cpu_seconds(), time.monotonic()
    process = subprocess.Popen(
        load.command(server, seconds), cwd=HERE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        if enough:
            while not enough() and time.monotonic() - started < seconds:
                time.sleep(0.05)
            # Not by the process's own methods: they may collect it, and its CPU time with it.
            os.kill(process.pid, signal.SIGINT)
        output = process.stdout.read()
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()
        process.stdout.close()
    wall = time.monotonic() - started
    if not enough:
        settle(server)
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if process.returncode != 0 or not lines:
        raise Failure(f"wrk failed: {output}")
    found = json.loads(lines[-1])
    if found["requests"] == 0 or found["refused"] or found["broken"]:
        raise Failure(f"not every request was answered with a success: {found}")
    return Outcome(
        requests=found["requests"],
        seconds=found["duration_us"] / 1e6,
        p50=found["p50_us"] / 1e6,
        p99=found["p99_us"] / 1e6,
        answer_bytes=found["bytes"] / found["requests"],
        server_cpu=(server.cpu_seconds() - cpu) * 1e6 / found["requests"],
        generator_share=(usage.ru_utime + usage.ru_stime) / wall)


def settle(server):
    """Until the server has nothing left to do: what it puts off is its own, and disturbs nobody measured after it."""
    for _ in range(50):
        cpu = server.cpu_seconds()
        time.sleep(0.2)
        if server.cpu_seconds() - cpu < 0.02:
            return
    raise Failure("the server is busy ten seconds after the load has ended")
