"""The users of a load test: what each does, and how their answers are counted.

`loadtest/run` starts Locust with this file. It can be given to Locust by hand too; README.md beside it says how.

Every user keeps two promises. What was accepted is followed to its end, so that a job that is lost is seen. And after a
429 it does not submit again before its `Retry-After` is over; then the same text is sent again.
"""

import json
import random
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import gevent
from locust import FastHttpUser, between, constant, events, task
from locust.runners import MasterRunner, WorkerRunner

# The folder is no package: it would have the name of Locust itself.
sys.path.append(str(Path(__file__).parent / "locust"))

import rows  # noqa: E402
from outcome import crowd_left, write_outcome  # noqa: E402
from texts import COMMON, Submission, plain, unique_text  # noqa: E402
from workers import wait_for_workers  # noqa: E402

FINAL = ("done", "error", "cancelled")
HOLD_SECONDS = 30
# The server closes a connection that was idle for 60 s, and a POST on a closing one cannot be repeated safely.
LONGEST_IDLE_SECONDS = 30
A_DAY_SECONDS = 86_400


class Job(NamedTuple):
    """An accepted submission: its id, and when it was sent, in seconds of the monotonic clock."""

    request_id: str
    sent: float


def milliseconds_to_done(document: dict) -> float:
    """From submission to end as the server wrote it down, however late the client came to look."""
    submitted, finished = (datetime.fromisoformat(document[key]) for key in ("submitted_at", "finished_at"))
    return (finished - submitted).total_seconds() * 1000


def record(environment, kind: str, name: str, milliseconds: float | None, failure: str | None = None):
    """Counts what is no request among Locust's requests, so that workers report it like these."""
    environment.events.request.fire(
        request_type=kind,
        name=name,
        response_time=milliseconds,
        response_length=0,
        exception=RuntimeError(failure) if failure else None,
        context={},
    )


class Client(FastHttpUser):
    """What all users share: submitting, obeying and following to the end."""

    abstract = True
    concurrency = 1
    connection_timeout = 60.0
    network_timeout = HOLD_SECONDS + 60.0
    think_time = constant(0)
    # Whether polls are held by the server with ?wait, or come back when Retry-After says.
    holds = True

    def on_start(self):
        self.not_before = 0.0
        self.turned_away = None

    def wait_time(self):
        """The pause before the next task, in seconds. While it lasts, Locust may end the user: it owes nothing."""
        pause = max(self.think_time(), self.not_before - time.monotonic())
        if pause > LONGEST_IDLE_SECONDS:
            self.client.client.close()
        return pause

    def rest(self):
        """Waits out what is left of the pause: a timer may fire a little early, which the server need not bear."""
        while (left := self.not_before - time.monotonic()) > 0:
            gevent.sleep(left)

    def next_submission(self) -> Submission:
        """What to submit next; overridden by those who repeat themselves."""
        return plain(unique_text())

    def submit(self) -> Job | None:
        """Submits once, first what was turned away before. None when there is nothing to follow."""
        if time.monotonic() < self.not_before:
            raise RuntimeError("a user came back before its time")
        submission = self.turned_away or self.next_submission()
        self.turned_away = None
        sent = time.monotonic()
        with self.client.post(
            "/analyze", data=submission.body, headers=submission.headers, name=rows.SUBMIT_FAILED, catch_response=True
        ) as answer:
            if answer.status_code == 202:
                job = Job(json.loads(answer.content)["request_id"], sent)
                answer.request_meta["name"] = rows.ACCEPTED
                return job
            if answer.status_code == 200 and json.loads(answer.content)["status"] == "done":
                answer.request_meta["name"] = rows.KNOWN
            elif answer.status_code == 429:
                self.obey(answer, submission)
            else:
                answer.failure(f"answered {answer.status_code}: {answer.error}")
                self.not_before = time.monotonic() + 1
        return None

    def obey(self, answer, submission: Submission):
        """Takes a 429 as an answer if it says when to come back, and keeps the text for then."""
        retry_after = answer.headers.get("retry-after", "")
        if not retry_after.isdigit():
            answer.failure("a 429 without Retry-After")
            return
        self.not_before = time.monotonic() + int(retry_after)
        self.turned_away = submission
        answer.request_meta["name"] = rows.TURNED_AWAY
        answer.success()

    def follow(self, job: Job):
        """Polls until the job is final, and records how it ended."""
        path = f"/status/{job.request_id}" + (f"?wait={HOLD_SECONDS}" if self.holds else "")
        while True:
            with self.client.get(path, name=rows.HELD_POLL if self.holds else rows.POLL, catch_response=True) as answer:
                status_code, content, headers = answer.status_code, answer.content, answer.headers
            if status_code in (404, 410):
                return self.record(rows.SEEN, None, failure=f"lost: {status_code}")
            document = json.loads(content) if status_code == 200 else {}
            if document.get("status") in FINAL:
                return self.record_end(job, document)
            # What is not known after a failed poll is asked again: the job is not lost by it.
            if not document or not self.holds:
                gevent.sleep(int((headers or {}).get("retry-after", 1)))

    def record_end(self, job: Job, document: dict):
        """Counts a job that is final; only done is a success."""
        if document["status"] != "done":
            code = document.get("error", {}).get("code", "")
            return self.record(rows.SEEN, None, failure=f"ended as {document['status']} {code}")
        self.record(rows.SEEN, (time.monotonic() - job.sent) * 1000)
        self.record(rows.DONE, milliseconds_to_done(document))

    def record(self, name: str, milliseconds: float | None, failure: str | None = None):
        """Counts the end of a job."""
        record(self.environment, "JOB", name, milliseconds, failure)


class Scripted(Client):
    """Half of the users: one text after the other as JSON, polling when Retry-After says, as a shell script would."""

    weight = 5
    think_time = between(0.5, 2)
    holds = False

    def next_submission(self) -> Submission:
        content = unique_text()
        body = json.dumps({"title": content[:40], "text": content})
        return Submission(body.encode(), {"Content-Type": "application/json"})

    @task
    def submit_and_follow(self):
        self.rest()
        if job := self.submit():
            self.follow(job)


class Hammer(Client):
    """Three in ten: twenty unique texts in a row without a pause, then all of them are followed, then again."""

    weight = 3
    burst = 20

    @task
    def submit_many(self):
        self.rest()
        jobs = []
        for _ in range(self.burst):
            if job := self.submit():
                jobs.append(job)
            elif time.monotonic() < self.not_before:
                break
        for job in jobs:
            self.follow(job)


class Repeater(Client):
    """Two in ten: texts that others send as well. The first to come makes the job, the rest share it or its result."""

    weight = 2
    think_time = between(0.05, 0.2)

    def next_submission(self) -> Submission:
        return random.choice(COMMON)

    @task
    def submit_and_follow(self):
        self.rest()
        if job := self.submit():
            self.follow(job)


class CrowdMember(Client):
    """One of a crowd: one text, eight in ten of them unique, to its end, however often it is turned away."""

    def on_start(self):
        super().on_start()
        self.submission = random.choice(COMMON) if random.random() < 0.2 else plain(unique_text())
        self.has_left = False

    def next_submission(self) -> Submission:
        return self.submission

    def think_time(self):
        """Who has left stays away: Locust would replace a user that ends while others are still coming."""
        return A_DAY_SECONDS if self.has_left else 0

    @task
    def submit_and_leave(self):
        self.rest()
        job = self.submit()
        if job:
            self.follow(job)
        self.has_left = not self.turned_away


def is_crowd(environment) -> bool:
    """Only a crowd has an end of its own; all else ends by Locust's run time."""
    return CrowdMember in environment.user_classes


def end_with_the_crowd(environment):
    """Ends the test when the last member has left."""
    while crowd_left(environment.stats) < environment.parsed_options.num_users:
        gevent.sleep(1)
    environment.runner.quit()


def watch_lateness(environment):
    """Records how late this process runs its timers: what its users measure is late by as much."""
    while True:
        due = time.monotonic() + 0.5
        gevent.sleep(0.5)
        record(environment, "TIMER", rows.LATENESS, max(0, time.monotonic() - due) * 1000)


@events.init.add_listener
def prepare(environment, **_):
    """The outcome is complete when Locust has quit: until then workers still report."""
    if isinstance(environment.runner, MasterRunner):
        wait_for_workers(environment.runner)
    if not isinstance(environment.runner, WorkerRunner) and environment.parsed_options.csv_prefix:
        environment.events.quit.add_listener(lambda **_: write_outcome(environment, is_crowd(environment)))


@events.test_start.add_listener
def watch(environment, **_):
    """Each process with users watches itself. Who leaves a crowd is counted by the master, if there is one."""
    if not isinstance(environment.runner, MasterRunner):
        gevent.spawn(watch_lateness, environment)
    if not isinstance(environment.runner, WorkerRunner) and is_crowd(environment):
        gevent.spawn(end_with_the_crowd, environment)
