"""What comes out: a table for people, JSON for programs, and what the figures were measured on."""

import datetime
import os
import platform
import subprocess

HERE = os.path.dirname(os.path.realpath(__file__))


def environment(scratch):
    """As it is before the first round."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": _output("git", "-C", HERE, "rev-parse", "HEAD"),
        "modified": bool(_output("git", "-C", HERE, "status", "--porcelain", "--untracked-files=no")),
        "swift": _output("swift", "--version").partition("\n")[0],
        "kernel": platform.release(),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "load_average": os.getloadavg(),
        "journal_filesystem": _output("stat", "--file-system", "--format", "%T", scratch),
    }


def _output(*command):
    """Nothing where the tool or what it looks for is missing: that is worth a gap in the record, not a failed run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _cpu():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def table(figures):
    lines = [("figure", "precis", "bare", "ratio", "by CPU", "aim", "")]
    for figure in figures:
        lines.append((
            figure.name, _number(figure.value, figure.unit),
            _number(figure.bare_value, figure.unit) if figure.bare else "–",
            _ratio(figure.ratio), _ratio(figure.cpu_ratio), str(figure.aim), "ok" if figure.is_met else "below"))
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 5, 6) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def _number(value, unit):
    digits = 0 if abs(value) >= 100 else 2
    return f"{value:,.{digits}f} {unit}"


def _ratio(value):
    return "–" if value is None else f"{value:.2f}"


def saturated(figures):
    """Sides on which wrk used its whole thread: there it is wrk that was measured."""
    return [
        f"{figure.name}, {side}"
        for figure in figures
        for side, notes in figure.notes.items()
        if isinstance(notes, dict) and notes.get("generator_cpu_share", 0) > 0.9]
