"""Texts for what Python sends itself; the bulk is made by unique.lua."""

import itertools
import json

_counter = itertools.count()
_WORDS = ("method", "sample", "result", "effect", "cohort", "signal", "margin", "kernel", "tensor", "enzyme")


def unique(size):
    """A text of so many bytes, in sentences, whose first eight words no other has."""
    digits = [int(digit) for digit in f"{next(_counter):08d}"]
    opening = " ".join(_WORDS[digit] for digit in digits) + ". "
    text = opening
    for number in itertools.count():
        if len(text) >= size:
            return text[:size - 1] + "."
        text += f"Sentence {number} says what was measured, how often, and with which result. "


def body(text):
    return json.dumps({"text": text}).encode()
