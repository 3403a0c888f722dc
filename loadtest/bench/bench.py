"""Measures precis beside bare-server. `run` prepares what this needs and calls it."""

import argparse
import json
import os
import resource
import shutil
import signal
import sys
import tempfile

import measurements
import plots
import report
from processes import Failure

# Journals of 60 KB texts grow by hundreds of megabytes a second at best.
DISK_BYTES = 20 << 30


def main():
    arguments = read_arguments()
    # However this is ended, each `with` ends what it started.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    allow_many_files()
    os.makedirs(arguments.scratch, exist_ok=True)
    if shutil.disk_usage(arguments.scratch).free < DISK_BYTES:
        sys.exit(f"{arguments.scratch}: journals may need {DISK_BYTES >> 30} GiB")
    environment = report.environment(arguments.scratch)
    print(", ".join(f"{name}: {value}" for name, value in environment.items()), flush=True)
    figures = []
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
        plan = measurements.Plan(arguments.binaries, scratch, arguments.rounds, arguments.quick)
        for name in arguments.only:
            try:
                for figure in measurements.ALL[name](plan):
                    figures.append(figure)
                    print(report.table([figure]).partition("\n")[2], flush=True)
            except Failure as failure:
                sys.exit(f"{name}: {failure}")
    keep(figures, environment, arguments)
    print("\n" + report.table(figures))
    for name in report.saturated(figures):
        print(f"note: wrk used its whole thread ({name}): the server could do more")
    if environment["load_average"][0] > 0.5:
        print("note: others used the machine at the start: rates and times prove nothing; \"by CPU\" suffers less")
    missed = [figure.name for figure in figures if not figure.is_met]
    if missed:
        sys.exit("below the aim: " + "; ".join(missed))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", required=True, help="where precis, bare-server and groq-simulator are")
    parser.add_argument("--scratch", required=True, help="a directory on a real disk, for journals")
    parser.add_argument("--results", required=True, help="where results are kept")
    parser.add_argument("--rounds", type=int, help="rounds of each figure: 7, or 3 with --quick")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, for trying things")
    parser.add_argument(
        "--only", type=lambda text: text.split(","), default=list(measurements.ALL), metavar="NAME,…",
        help="some of: " + ", ".join(measurements.ALL))
    arguments = parser.parse_args()
    for name in ("binaries", "scratch", "results"):
        setattr(arguments, name, os.path.realpath(getattr(arguments, name)))
    arguments.rounds = arguments.rounds or (3 if arguments.quick else 7)
    unknown = set(arguments.only) - set(measurements.ALL)
    if unknown or arguments.rounds < 1:
        parser.error(f"unknown: {', '.join(sorted(unknown))}" if unknown else "at least one round")
    return arguments


def allow_many_files():
    """For the connections that wait, on both ends: the servers inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def keep(figures, environment, arguments):
    """JSON and pictures in a directory of their own, and the JSON once more as the latest."""
    day = environment["date"].replace(":", "").partition("+")[0]
    directory = os.path.join(arguments.results, f"bench-{day}")
    os.makedirs(directory)
    document = {
        "environment": environment, "rounds": arguments.rounds, "quick": arguments.quick,
        "figures": [figure.json() for figure in figures]}
    for path in (os.path.join(directory, "bench.json"), os.path.join(arguments.results, "latest.json")):
        with open(path, "w") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")
    plots.draw(figures, directory)
    print(f"\nkept in {os.path.relpath(directory)}")


if __name__ == "__main__":
    main()
