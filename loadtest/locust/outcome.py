"""What a run came to: read from Locust's statistics, written for the report."""

import json

import rows


def crowd_left(stats) -> int:
    """How many members have had their answer or their failure: each has exactly one of these."""
    answers = ((rows.KNOWN, "POST"), (rows.SUBMIT_FAILED, "POST"), (rows.SEEN, "JOB"))
    return sum(stats.get(*row).num_requests for row in answers)


def write_outcome(environment, is_crowd: bool):
    """Writes what the report needs beside Locust's CSV files: exact counts, per row and second, and histograms."""
    outcome = {
        "users": environment.parsed_options.num_users,
        "crowd_left": crowd_left(environment.stats) if is_crowd else None,
        "exceptions": [f"{e['count']} x user: {e['msg']}" for e in environment.runner.exceptions.values()],
        "errors": [f"{e.occurrences} x {e.name}: {e.error}" for e in environment.stats.errors.values()],
        "rows": {
            name: {
                "count": row.num_requests,
                "failures": row.num_failures,
                "milliseconds": row.response_times,
                "per_second": row.num_reqs_per_sec,
            }
            for (name, _), row in environment.stats.entries.items()
        },
    }
    with open(environment.parsed_options.csv_prefix + "_outcome.json", "w", encoding="utf-8") as file:
        json.dump(outcome, file)
