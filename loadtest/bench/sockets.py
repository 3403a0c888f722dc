"""Many connections that wait for an answer."""

import contextlib
import select
import socket

from processes import Failure


@contextlib.contextmanager
def waiting(server, path, count):
    """As many connections, each with one GET that the server holds. They are closed at the end."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(count):
            connections.append(
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30)))
            connections[-1].sendall(request)
        yield connections


def check_silent(connections):
    """An answer, or an end, means that somebody did not wait."""
    poll = select.poll()
    for connection in connections:
        poll.register(connection, select.POLLIN)
    answered = len(poll.poll(0))
    if answered:
        raise Failure(f"{answered} of {len(connections)} connections were answered before their time")
