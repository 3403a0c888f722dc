"""What the users submit: unique texts, and some that they have in common."""

import random
import secrets
from typing import NamedTuple

SENTENCES = (
    "A journal that calls fsync for every record is slow, because each call waits for the disk.",
    "We measured throughput on three disks with one to 256 writers.",
    "Participants were randomly assigned to rereading or to free recall.",
    "The effect was larger for long texts than for short ones.",
    "A limitation is that all samples came from one laboratory.",
    "We propose a method that needs neither a timer nor tuning.",
    "The control group received the same instruction without the intervention.",
    "Median latency fell by a factor of eight, while the tail did not change.",
    "Earlier work explains the difference by fatigue, which our data do not support.",
    "We fitted a mixed model with random intercepts for each site.",
    "Soil moisture was sampled every ten minutes at four depths.",
    "The results hold when the three outliers are left out.",
    "Two annotators labelled each sentence, and agreed in nine of ten cases.",
    "The catalyst lost a fifth of its activity within the first hour.",
    "We conclude that a single rehearsal is worth more than a second reading.",
    "Further studies should follow the cohort for longer than a year.",
)


class Submission(NamedTuple):
    """A body to post, and the headers it needs."""

    body: bytes
    headers: dict


def text(opening: str, chance: random.Random) -> str:
    """About a kilobyte of text that begins with the opening."""
    return f"{opening}. " + " ".join(chance.sample(SENTENCES, 13))


def unique_text() -> str:
    """A text nobody has sent before. The token is the system's: forked workers share the state of `random`."""
    token = secrets.token_hex(8)
    return text(f"{token[:8]} against {token[8:]}", random)


def plain(content: str) -> Submission:
    """The text as `text/plain`."""
    return Submission(content.encode(), {"Content-Type": "text/plain"})


# The same in every worker process, so that one worker's work answers the other's.
COMMON = [plain(text(f"Common text number {number}", random.Random(number))) for number in range(100)]
