"""Submissions that come at their own pace, whatever the server makes of them: an overload does not wait for answers."""

import asyncio
import itertools
import threading
import time

import texts

CONNECTIONS = 64


class Arrivals:
    """So many unique texts a second, from entering to leaving. Each answer's time counts from when its submission was
    due, so that a server that holds everybody up is seen to do so."""

    def __init__(self, server, rate):
        self._port = server.port
        self._rate = rate
        self._answers = []
        self._failure = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(timeout=60)

    def take(self):
        """The answers since the last call: status and seconds of each."""
        if self._failure:
            raise self._failure
        taken, self._answers = self._answers, []
        return taken

    def _run(self):
        try:
            asyncio.run(self._arrive())
        except Exception as error:  # Whoever takes the answers is told.
            self._failure = error

    async def _arrive(self):
        started = time.perf_counter()
        due = (started + number / self._rate for number in itertools.count())
        await asyncio.gather(*(self._client(due) for _ in range(CONNECTIONS)))

    async def _client(self, due):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while not self._stop.is_set():
            # Whoever is free takes the next one.
            at = next(due)
            await asyncio.sleep(max(0, at - time.perf_counter()))
            writer.write(request(texts.body(texts.unique(200))))
            status = await answer(reader)
            self._answers.append((status, time.perf_counter() - at))
        writer.close()


def request(body):
    head = (
        "POST /analyze HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


async def answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    await reader.readexactly(int(lengths[0].split(b":")[1]))
    return int(head.split(b" ", 2)[1])
