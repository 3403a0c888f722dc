"""Asks a server for small things at a steady rate, and tells how long they took while others load it.

    probe.py URL REPORT

It asks 50 times a second until SIGTERM, by turns GET /health, GET /status/<id> of a job that is done, and POST /analyze
of that job's text, and then writes the report as JSON. A request is counted from when it was due, not from when it
could be sent: a server that stands still is not let off with one late answer.
"""

import json
import signal
import sys
import time
from collections import Counter, defaultdict

from gevent import monkey

monkey.patch_all()

import gevent.pool  # noqa: E402
from gevent.event import Event  # noqa: E402
from geventhttpclient import HTTPClient  # noqa: E402

RATE_PER_SECOND = 50
PLAIN = {"Content-Type": "text/plain"}
TEXT = b"A probe asks for small things beside a crowd. We report how long the answers took. It is one text only."


class Probe:
    """The requests, and how they went."""

    def __init__(self, url: str):
        self.client = HTTPClient.from_url(url, concurrency=100, connection_timeout=30, network_timeout=60)
        self.milliseconds = defaultdict(list)
        self.errors = Counter()
        self.kinds = []

    def prepare(self):
        """Has the probe's own text analysed, so that its status and its result can be asked for."""
        status, document = self.ask("POST", "/analyze", TEXT, {**PLAIN, "Prefer": "wait=30"})
        if status != 200:
            raise SystemExit(f"The probe's text was not analysed: {status}")
        self.kinds = [
            ("GET /health", ("GET", "/health", b"", {})),
            ("GET /status/<id>", ("GET", f"/status/{document['request_id']}", b"", {})),
            ("POST /analyze, known", ("POST", "/analyze", TEXT, PLAIN)),
        ]

    def ask(self, method: str, path: str, body: bytes, headers: dict) -> tuple[int, dict]:
        """One exchange: the status and the document."""
        response = self.client.request(method, path, body=body, headers=headers)
        return response.status_code, json.loads(response.read())

    def measure(self, kind: str, request: tuple, due: float):
        """One exchange, counted from when it was due; anything but 200 is an error."""
        try:
            status, _ = self.ask(*request)
        except Exception as error:  # Whatever went wrong, the user got no answer: that is what is counted.
            self.errors[f"{kind}: {type(error).__name__}"] += 1
            return
        if status != 200:
            self.errors[f"{kind}: {status}"] += 1
            return
        self.milliseconds[kind].append((time.monotonic() - due) * 1000)

    def run(self, stop: Event):
        """Asks at its rate until told to stop, then waits for the answers that are due."""
        start = time.monotonic()
        count = 0
        running = gevent.pool.Group()
        while not stop.is_set():
            due = start + count / RATE_PER_SECOND
            if (early := due - time.monotonic()) > 0:
                stop.wait(early)
                continue
            running.spawn(self.measure, *self.kinds[count % len(self.kinds)], due)
            count += 1
        running.join()

    def report(self) -> dict:
        """Everything that was measured."""
        return {"milliseconds": self.milliseconds, "errors": self.errors}


def main(url: str, path: str):
    """Runs the probe until SIGTERM and writes its report."""
    stop = Event()
    gevent.signal_handler(signal.SIGTERM, stop.set)
    probe = Probe(url)
    probe.prepare()
    probe.run(stop)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(probe.report(), file)


if __name__ == "__main__":
    main(*sys.argv[1:])
