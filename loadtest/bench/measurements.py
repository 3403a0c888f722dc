"""What is measured, and how. Each function starts its own servers and yields figures."""

import contextlib
import http.client
import json
import os
import time

import generator
import processes
from arrivals import Arrivals
import sockets
import texts
from figures import Aim, Figure, median, percentile
from generator import Load
from processes import Failure

JSON = {"Content-Type": "application/json"}
# Room for whatever wrk sends, and one provider call a minute: the submissions stay in the queue, and work takes no CPU
# from accepting them. All else is as it comes, the fsync before each 202 too.
HELD = {
    "QUEUE_MAX_JOBS": "2000000", "QUEUE_MAX_REQUESTS": "2000000", "QUEUE_MAX_BYTES": "1024GiB", "PROVIDER_RPM": "1"}
POLLED_IDS = 2000


class Plan:
    """How long and how often; where the binaries are and where journals may be written."""

    def __init__(self, binaries, scratch, rounds, quick):
        self.binaries = binaries
        self.scratch = scratch
        self.rounds = rounds
        self.seconds = 1 if quick else 2
        self.jobs = 5_000 if quick else 50_000
        self.exchanges = 20 if quick else 100
        self.heavy_rounds = min(rounds, 1 if quick else 3)
        self.queued_jobs = 10_000 if quick else 100_000
        self.waiting = 500 if quick else 2_000
        self.windows = 4 if quick else 12
        self.window_seconds = 5 if quick else 10

    def precis(self, **settings):
        return processes.precis(self.binaries, self.scratch, **settings)

    def bare(self, receipt=136, document=600):
        return processes.bare(
            self.binaries, self.scratch, "--receipt-bytes", str(receipt), "--document-bytes", str(document))


# Rates beside bare-server


def beside_bare(plan, name, aim, precis, bare, load, bare_load, check=lambda outcome: None):
    """Rounds of both in turn, A B B A …, after one of each that does not count."""
    outcomes = {precis: [], bare: []}
    loads = {precis: load, bare: bare_load}
    for server in (precis, bare):
        generator.run(loads[server], server, 1)
    for number in range(plan.rounds):
        for server in (precis, bare) if number % 2 == 0 else (bare, precis):
            outcome = generator.run(loads[server], server, plan.seconds)
            outcomes[server].append(outcome)
            if server is precis:
                check(outcome)
    notes = {}
    for side, server in (("precis", precis), ("bare", bare)):
        notes[side] = {
            "cpu_us_per_request": median([outcome.server_cpu for outcome in outcomes[server]]),
            "answer_bytes": median([outcome.answer_bytes for outcome in outcomes[server]]),
            "generator_cpu_share": median([outcome.generator_share for outcome in outcomes[server]]),
            "p50_ms": median([outcome.p50 * 1000 for outcome in outcomes[server]]),
            "p99_ms": median([outcome.p99 * 1000 for outcome in outcomes[server]]),
        }
    rates = [[outcome.rate for outcome in outcomes[server]] for server in (precis, bare)]
    return Figure(name, "1/s", Aim(aim, of_ratio=True), *rates, notes=notes)


def counted(server, read):
    """A check that the server itself counted, since the last time, at least what wrk saw answered. It may be more: what
    was in flight when wrk stopped."""
    last = read(server.status())

    def check(outcome):
        nonlocal last
        now = read(server.status())
        if now - last < outcome.requests:
            raise Failure(f"wrk saw {outcome.requests} answers, precis counted {now - last}")
        last = now

    return check


def accepted(plan):
    """Unique texts, durable."""
    for kilobytes in (1, 10, 60):
        size = kilobytes * 1024
        with plan.precis(**HELD) as precis:
            # For a position of as many digits as those to come.
            generator.run(Load.unique("/analyze", size), precis, 1)
            receipt = submit(precis, texts.unique(size))
            load = Load.unique("/analyze", size)
            with plan.bare(receipt=len(receipt)) as bare:
                check = counted(precis, lambda status: status["cache"]["misses"])
                yield beside_bare(
                    plan, f"accepted, {kilobytes} KB", 0.65, precis, bare, load, load, check)


def cached(plan):
    """One text that is in the memory cache."""
    with plan.precis() as precis:
        body = texts.body(texts.unique(1024))
        expect(200, precis.exchange("POST", "/analyze", body, {**JSON, "Prefer": "wait=30"}))
        # The first repetition fills the cache.
        for _ in range(2):
            hit = expect(200, precis.exchange("POST", "/analyze", body, JSON))
        file = os.path.join(plan.scratch, "repeated.json")
        with open(file, "wb") as output:
            output.write(body)
        with plan.bare(document=len(hit)) as bare:
            check = counted(precis, lambda status: status["cache"]["hits_memory"])
            yield beside_bare(
                plan, "cached, 1 KB", 0.85, precis, bare, Load.repeated("/analyze", file),
                Load.repeated("/known", file), check)


def polled(plan):
    """The status of many requests in turn."""
    for state, settings in (("done", {}), ("queued", HELD)):
        with plan.precis(**settings) as precis:
            ids = submit_many(precis, POLLED_IDS)
            if state == "done":
                until_idle(precis, within=120)
            # Every one once, so that what is kept from the first answer on is kept.
            lengths = [len(document) for document in look_at(precis, ids)]
            file = os.path.join(plan.scratch, "paths")
            with open(file, "w") as output:
                output.writelines(f"/status/{id}\n" for id in ids)
            with plan.bare(document=round(median(lengths))) as bare:
                yield beside_bare(
                    plan, f"polled, {state}", 0.9, precis, bare, Load.paths(file), Load.paths(file))


# Through to the end


@contextlib.contextmanager
def with_instant_provider(plan, **settings):
    """precis on a provider that answers at once; and the provider."""
    with processes.simulator(plan.binaries, plan.scratch) as simulator:
        groq = {"GROQ_API_KEY": "any", "GROQ_BASE_URL": f"{simulator.url}/openai/v1"}
        with plan.precis(**groq, **settings) as precis:
            yield precis, simulator


def jobs(plan):
    """From the first submission to the last result; wrk and the simulator run on the same cores."""
    room = {name: HELD[name] for name in ("QUEUE_MAX_JOBS", "QUEUE_MAX_REQUESTS", "QUEUE_MAX_BYTES")}
    rates, packs = [], []
    with with_instant_provider(plan, **room) as (precis, _):
        for number in range(plan.rounds + 1):
            before, started = precis.status()["totals"], time.monotonic()
            wanted = plan.jobs if number else plan.jobs // 10
            generator.run(
                Load.unique("/analyze", 200), precis, 300,
                enough=lambda: precis.status()["totals"]["accepted"] - before["accepted"] >= wanted)
            after = until_idle(precis, within=300)
            elapsed = time.monotonic() - started
            done = after["completed"] - before["completed"]
            if after["failed"] > 0 or done < wanted:
                raise Failure(f"{after['failed']} jobs failed, {done} of {wanted} are done")
            # The first is the warm-up.
            if number:
                rates.append(done / elapsed)
                packs.append(done / (after["provider_calls"] - before["provider_calls"]))
    yield Figure("jobs, submit to done", "1/s", Aim(5000), rates, notes={"texts_per_call": median(packs)})


def latency(plan):
    """What precis adds to the provider's own exchange, at twenty texts a second. From each time through precis, the
    median of the same client's direct exchanges with the provider, in the same round, is taken off. Beside it, without an
    aim, the same back to back: a machine that has rested for fifty milliseconds is slow at everything."""
    middle, tail, direct, unrested = [], [], [], []
    with with_instant_provider(plan) as (precis, simulator):
        for number in range(plan.rounds + 1):
            through = spaced(plan.exchanges, precis, analyse)
            alone = median(spaced(plan.exchanges, simulator, complete))
            if number:
                middle.append((percentile(through, 0.5) - alone) * 1000)
                tail.append((percentile(through, 0.99) - alone) * 1000)
                direct.append(alone * 1000)
                rushed = median(spaced(plan.exchanges, precis, analyse, every=0))
                unrested.append((rushed - median(spaced(plan.exchanges, simulator, complete, every=0))) * 1000)
    notes = {"direct_exchange_ms": median(direct), "p50_back_to_back_ms": median(unrested)}
    yield Figure("added latency, p50", "ms", Aim(2, at_most=True), middle, notes=notes)
    yield Figure("added latency, p99", "ms", Aim(10, at_most=True), tail, notes=notes)


def analyse(connection):
    connection.request("POST", "/analyze", texts.body(texts.unique(400)), {**JSON, "Prefer": "wait=10"})
    return connection.getresponse()


def complete(connection):
    body = {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": texts.unique(400)}]}
    headers = {**JSON, "Authorization": "Bearer any"}
    connection.request("POST", "/openai/v1/chat/completions", json.dumps(body).encode(), headers)
    return connection.getresponse()


def spaced(count, server, exchange, every=0.05):
    """The seconds that each of the exchanges took; they begin so many seconds apart, or one after the other."""
    took = []
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        due = time.perf_counter()
        for _ in range(count):
            time.sleep(max(0, due - time.perf_counter()))
            began = time.perf_counter()
            answer = exchange(connection)
            answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                raise Failure(f"answered {answer.status}")
            due = max(due + every, time.perf_counter())
    return took


# Overload


def overload(plan):
    """Two minutes of three times what drains, against a queue of a thousand and a provider that takes its time. What
    drains is what came out when just a little too much came in."""
    settings = {"QUEUE_MAX_JOBS": "1000", "WORKERS": "4"}
    with processes.simulator(plan.binaries, plan.scratch, call_latency="100ms") as simulator:
        groq = {"GROQ_API_KEY": "any", "GROQ_BASE_URL": f"{simulator.url}/openai/v1"}
        with plan.precis(**groq, **settings) as precis:
            # Full packs of every worker, and half as many again.
            guess = 4 * 8 / 0.1 * 1.5
            with Arrivals(precis, guess) as arrivals:
                until_full(precis, within=60)
                capacity = median([window(plan, precis, arrivals)["done"] for _ in range(3)])
            with Arrivals(precis, 3 * capacity) as arrivals:
                # The new pace has to show first.
                window(plan, precis, arrivals)
                windows = [window(plan, precis, arrivals) for _ in range(plan.windows)]
            totals = until_idle(precis, within=120)
    if totals["failed"] > 0 or totals["completed"] != totals["accepted"]:
        raise Failure(f"of {totals['accepted']} accepted jobs {totals['completed']} are done: {totals}")
    offered = median([each["offered"] for each in windows])
    notes = {"capacity_per_s": capacity, "offered_of_capacity": offered / capacity, "windows": windows}
    half = len(windows) // 2
    yield Figure(
        "overload, goodput of capacity", "×", Aim(0.95), [each["done"] / capacity for each in windows], notes=notes)
    yield Figure(
        "overload, memory at the end", "× first", Aim(1.05, at_most=True),
        [windows[-1]["resident_bytes"] / windows[0]["resident_bytes"]])
    halves = [median([each["p99_ms"] for each in part]) for part in (windows[:half], windows[half:])]
    yield Figure(
        "overload, p99 of admission, 2nd half", "× 1st", Aim(1.25, at_most=True), [halves[1] / halves[0]],
        notes={"p99_ms": halves})


def window(plan, precis, arrivals):
    """What happened in so many seconds."""
    arrivals.take()
    before, started = precis.status()["totals"], time.monotonic()
    time.sleep(plan.window_seconds)
    answers, after = arrivals.take(), precis.status()["totals"]
    elapsed = time.monotonic() - started
    odd = {status for status, _ in answers} - {202, 429}
    if odd or not answers:
        raise Failure(f"submissions were answered {odd or 'not at all'}")
    return {
        "done": (after["completed"] - before["completed"]) / elapsed,
        "offered": len(answers) / elapsed,
        "refused": sum(status == 429 for status, _ in answers) / elapsed,
        "p50_ms": percentile([seconds for _, seconds in answers], 0.5) * 1000,
        "p99_ms": percentile([seconds for _, seconds in answers], 0.99) * 1000,
        "resident_bytes": precis.resident_bytes(),
    }


def until_full(precis, within):
    deadline = time.monotonic() + within
    while precis.status()["totals"]["rejected"] == 0:
        if time.monotonic() > deadline:
            raise Failure("the queue did not fill: the provider takes more than is offered")
        time.sleep(0.1)


# Memory


def memory(plan):
    """Resident bytes of a job that waits, and of a connection that waits for one."""
    yield Figure(
        "memory, queued job of 1 KB", "B", Aim(200, at_most=True),
        [bytes_per_job(plan) for _ in range(plan.heavy_rounds)])
    sides = {"precis": [], "bare": []}
    for number in range(plan.heavy_rounds):
        for side in ("precis", "bare") if number % 2 == 0 else ("bare", "precis"):
            sides[side].append(bytes_per_waiter(plan, side))
    yield Figure(
        "memory, waiting connection", "B", Aim(1.3, at_most=True, of_ratio=True), sides["precis"], sides["bare"])


def bytes_per_job(plan):
    """From a fifth of the jobs on, when buffers and caches have their size."""
    with plan.precis(**HELD) as precis:
        def fill(jobs):
            goal = precis.status()["queue"]["depth"] + jobs
            generator.run(
                Load.unique("/analyze", 1024), precis, 300, enough=lambda: precis.status()["queue"]["depth"] >= goal)
            resident = steady(precis)
            return precis.status()["queue"]["depth"], resident

        jobs_before, resident_before = fill(plan.queued_jobs // 5)
        jobs_after, resident_after = fill(plan.queued_jobs)
        return (resident_after - resident_before) / (jobs_after - jobs_before)


def bytes_per_waiter(plan, side):
    """On top of a tenth as many, when threads and buffers are there."""
    with contextlib.ExitStack() as stack:
        if side == "precis":
            server = stack.enter_context(plan.precis(**HELD))
            # The first takes the minute's one call.
            submit(server, texts.unique(400))
            path = f"/status/{json.loads(submit(server, texts.unique(400)))['request_id']}?wait=60"
        else:
            server, path = stack.enter_context(plan.bare()), "/wait?seconds=60"
        few = stack.enter_context(sockets.waiting(server, path, plan.waiting // 10))
        before = steady(server)
        many = stack.enter_context(sockets.waiting(server, path, plan.waiting))
        after = steady(server)
        sockets.check_silent(few + many)
        return (after - before) / plan.waiting


def steady(server):
    """Resident bytes once they have stopped moving, to a thousandth, for a second."""
    readings = [server.resident_bytes()]
    for _ in range(30):
        time.sleep(0.5)
        readings.append(server.resident_bytes())
        if len(readings) > 2 and max(readings[-3:]) - min(readings[-3:]) <= readings[-1] / 1000:
            break
    return readings[-1]


# Steps


def expect(status, answer):
    if answer[0] != status:
        raise Failure(f"answered {answer[0]} instead of {status}: {answer[2][:300]}")
    return answer[2]


def submit(server, text):
    return expect(202, server.exchange("POST", "/analyze", texts.body(text), JSON))


def submit_many(server, count):
    """The ids of as many unique texts."""
    ids = []
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for _ in range(count):
            connection.request("POST", "/analyze", texts.body(texts.unique(1024)), JSON)
            answer = connection.getresponse()
            ids.append(json.loads(expect(202, (answer.status, None, answer.read())))["request_id"])
    return ids


def look_at(server, ids):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for id in ids:
            connection.request("GET", f"/status/{id}")
            answer = connection.getresponse()
            yield expect(200, (answer.status, None, answer.read()))


def until_idle(server, within):
    """The totals, once nothing waits and nothing runs."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        status = server.status()
        if status["queue"]["depth"] == 0 and status["queue"]["running"] == 0:
            return status["totals"]
        time.sleep(0.05)
    raise Failure("the queue did not become empty in time")


ALL = {
    "accepted": accepted, "cached": cached, "polled": polled, "jobs": jobs, "latency": latency, "memory": memory,
    "overload": overload}
