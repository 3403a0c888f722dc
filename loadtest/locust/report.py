"""Turns what a load test left behind into a summary, a plot and a verdict.

    report.py DIRECTORY PROFILE

Reads locust_outcome.json and, if there was a probe, probe.json. Writes summary.txt and plot.png, prints the summary,
and exits with 1 when something failed or was lost.
"""

import json
import math
import sys
from collections import Counter
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import rows  # noqa: E402
from matplotlib import pyplot  # noqa: E402

NOTHING = {"count": 0, "failures": 0, "milliseconds": {}, "per_second": {}}
PERCENTILES = (50, 95, 99)


def percentile(histogram: dict[float, int], percent: int) -> float:
    """The nearest rank in a histogram of value and count."""
    rank = math.ceil(sum(histogram.values()) * percent / 100)
    for value in sorted(histogram):
        rank -= histogram[value]
        if rank <= 0:
            return value
    return math.nan


def histogram(row: dict) -> dict[float, int]:
    """A row's histogram; JSON made its keys strings."""
    return {float(value): count for value, count in row["milliseconds"].items()}


def per_second(*counted: dict) -> dict[int, int]:
    """How many requests of the rows there were in each second."""
    total = Counter()
    for row in counted:
        total.update({int(second): count for second, count in row["per_second"].items()})
    return total


def rate(count: int, *counted: dict) -> float:
    """The count per second, over the time from the first second of what was counted to its last."""
    seconds = per_second(*counted)
    return count / (max(seconds) - min(seconds) + 1) if seconds else 0.0


class Outcome:
    """What the users saw."""

    def __init__(self, outcome: dict, probe: dict | None):
        self.rows = outcome["rows"]
        self.users = outcome["users"]
        self.crowd_left = outcome["crowd_left"]
        self.errors = outcome["errors"] + outcome["exceptions"]
        self.probe = {kind: Counter(times) for kind, times in probe["milliseconds"].items()} if probe else {}
        self.errors += [f"{count} x probe: {error}" for error, count in probe["errors"].items()] if probe else []
        self.accepted, self.known, self.turned_away, self.seen = (
            self.rows.get(name, NOTHING) for name in (rows.ACCEPTED, rows.KNOWN, rows.TURNED_AWAY, rows.SEEN)
        )

    @property
    def done(self) -> int:
        """Jobs that were accepted and seen to be done."""
        return self.seen["count"] - self.seen["failures"]

    def verdict(self) -> list[str]:
        """What is wrong with the run; empty when nothing is."""
        wrong = list(self.errors)
        if lost := self.accepted["count"] - self.done:
            wrong.append(f"{lost} accepted jobs were not seen to be done")
        if self.crowd_left is not None and self.crowd_left != self.users:
            wrong.append(f"{self.users - self.crowd_left} of {self.users} never had their answer")
        if not self.accepted["count"] + self.known["count"]:
            wrong.append("nothing was accepted")
        return wrong

    def summary(self, profile: str) -> str:
        """The figures, in lines."""
        accepted, completed = self.accepted["count"] + self.known["count"], self.done + self.known["count"]
        lines = [
            f"profile {profile}, {self.users} users",
            f"accepted    {accepted:>8}   {rate(accepted, self.accepted, self.known):8.1f}/s"
            f"   ({self.accepted['count']} new, {self.known['count']} known)",
            f"completed   {completed:>8}   {rate(completed, self.seen, self.known):8.1f}/s",
            f"turned away {self.turned_away['count']:>8}   (429, obeyed)",
            "",
            f"{'milliseconds':<48}{'count':>9}" + "".join(f"{f'p{p}':>9}" for p in PERCENTILES),
        ]
        lines += [line(name, histogram(row)) for name, row in sorted(self.rows.items()) if row["count"]]
        lines += [line(f"probe: {kind}", times) for kind, times in self.probe.items()]
        wrong = self.verdict()
        return "\n".join([*lines, "", *(["FAILED", *wrong] if wrong else ["nothing failed, nothing was lost"])])

    def plot(self, path: Path, profile: str):
        """Rates over time, and below them how many were answered within which time."""
        figure, (rates, times) = pyplot.subplots(2, 1, figsize=(10, 9))
        series = {
            "accepted": per_second(self.accepted, self.known),
            "completed": per_second(self.seen, self.known),
            "turned away (429)": per_second(self.turned_away),
        }
        seconds = [second for counts in series.values() for second in counts] or [0]
        span = range(min(seconds), max(seconds) + 1)
        for name, counts in series.items():
            rates.plot([second - span[0] for second in span], [counts.get(second, 0) for second in span], label=name)
        rates.set(title=f"{profile}, {self.users} users", xlabel="second of the test", ylabel="per second")
        curves = {name: histogram(row) for name, row in sorted(self.rows.items())}
        curves |= {f"probe: {kind}": counts for kind, counts in self.probe.items()}
        for name, counts in curves.items():
            plot_shares(times, name, counts)
        times.set(xscale="log", xlabel="milliseconds", ylabel="answered within, %", ylim=(0, 100))
        for axes in (rates, times):
            axes.grid(alpha=0.3)
            axes.legend(fontsize="small")
        figure.tight_layout()
        figure.savefig(path, dpi=120)


def line(name: str, times: dict[float, int]) -> str:
    """One line of the table of latencies."""
    return f"{name:<48}{sum(times.values()):>9}" + "".join(f"{percentile(times, p):>9.0f}" for p in PERCENTILES)


def plot_shares(axes, name: str, times: dict[float, int]):
    """Adds the curve of the share that was answered within each time."""
    values, shares, so_far = [], [], 0
    for value in sorted(times):
        so_far += times[value]
        values.append(max(value, 0.5))
        shares.append(100 * so_far / sum(times.values()))
    if values:
        axes.step(values, shares, where="post", label=name)


def main(directory: str, profile: str) -> int:
    """Writes the summary and the plot; 1 when the run failed."""
    results = Path(directory)
    source, probe_source = results / "locust_outcome.json", results / "probe.json"
    if not source.exists():
        print("Locust left no outcome: its log says more.", file=sys.stderr)
        return 1
    probe = json.loads(probe_source.read_text()) if probe_source.exists() else None
    outcome = Outcome(json.loads(source.read_text()), probe)
    summary = outcome.summary(profile)
    (results / "summary.txt").write_text(summary + "\n")
    outcome.plot(results / "plot.png", profile)
    print(summary)
    return 1 if outcome.verdict() else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
