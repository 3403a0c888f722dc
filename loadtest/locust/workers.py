"""What Locust leaves undone when a test with worker processes ends."""

import gevent
from locust.rpc import Message


def wait_for_workers(runner):
    """Makes a master that quits wait until its workers have: of itself it hears them for half a second more.

    A worker that is told to quit lets its users end what they are at, sends its last figures, and takes its leave.
    """
    quit_at_once = runner.quit

    def quit_after_workers():
        runner.stop(send_stop_to_client=False)
        for client in runner.clients.all:
            runner.server.send_to_client(Message("quit", None, client.id))
        with gevent.Timeout(runner.environment.stop_timeout + 30, False):
            while runner.worker_count > 0:
                gevent.sleep(0.1)
        quit_at_once()

    runner.quit = quit_after_workers
