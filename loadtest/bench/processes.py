"""The servers: started on free ports of loopback, watched, and ended whatever happens."""

import contextlib
import http.client
import json
import os
import re
import selectors
import subprocess
import tempfile
import time

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """What keeps a figure from being measured."""


class Server:
    """A running server. It is ended by the `with` that started it."""

    def __init__(self, process, port):
        self.process = process
        self.port = port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * PAGE_BYTES

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            # The name, in brackets, may hold blanks.
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def exchange(self, method, path, body=None, headers=None):
        """One call on a connection of its own: status, headers and body."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def status(self):
        """precis only: the figures of GET /status."""
        return json.loads(self.exchange("GET", "/status")[2])


@contextlib.contextmanager
def running(command, log, environment=None, directory=None):
    """Starts a server that says where it listens, in the first line of its standard output."""
    with open(log, "wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=environment, cwd=directory)
    try:
        yield Server(process, _port(process, log))
    except Exception as error:
        if process.poll() is not None:
            raise Failure(f"{command[0]} ended with {process.returncode}: {_end_of(log)}") from error
        raise
    finally:
        _end(process)


@contextlib.contextmanager
def precis(binaries, scratch, **settings):
    """A server with a journal of its own on a real disk. Nothing is taken from the caller's environment or `.env`; the
    settings are those of the README, and what is not named has its default."""
    with tempfile.TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as home:
        command = [
            os.path.join(binaries, "precis"), "serve", "--host", "127.0.0.1", "--port", "0",
            "--data-dir", os.path.join(home, "data")]
        environment = {"PATH": os.environ["PATH"], "HOME": home, **settings}
        with running(command, os.path.join(home, "log"), environment, home) as server:
            _until_ready(server)
            yield server


@contextlib.contextmanager
def bare(binaries, scratch, *settings):
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        command = [os.path.join(binaries, "bare-server"), *settings]
        with running(command, os.path.join(home, "log")) as server:
            yield server


@contextlib.contextmanager
def simulator(binaries, scratch, call_latency="0ms"):
    """Groq with no limits and, unless told otherwise, no latency."""
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        command = [
            os.path.join(binaries, "groq-simulator"), "--call-latency", call_latency, "--input-token-latency", "0ms",
            "--output-token-latency", "0ms", "--jitter", "0"]
        with running(command, os.path.join(home, "log")) as server:
            yield server


def _port(process, log):
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if selector.select(timeout=60):
            line = process.stdout.readline()
    found = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
    if not found:
        raise Failure(f"{process.args[0]} did not start: {_end_of(log)}")
    return int(found[1])


def _end_of(log):
    with open(log, errors="replace") as file:
        return file.read()[-2000:]


def _until_ready(server):
    deadline = time.monotonic() + 60
    while server.exchange("GET", "/ready")[0] != 200:
        if time.monotonic() > deadline:
            raise Failure("precis did not get ready")
        time.sleep(0.05)


def _end(process):
    """Politely first. What these servers hold is thrown away, so nobody waits for long."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
