"""Figures, their aims and what is made of several rounds. Nothing here measures."""

import dataclasses
import statistics


def median(values):
    """The middle of what was measured; of an even number, the mean of the two in the middle."""
    return statistics.median(values)


def percentile(values, share):
    """The smallest value that `share` of the values do not exceed: one that was measured, nothing in between."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    if not 0 <= share <= 1:
        raise ValueError("a share is from 0 to 1")
    # Rounded first: 0.07 * 100 is a little more than 7.
    rank = -(-round(share * len(ordered), 9) // 1)
    return ordered[max(0, int(rank) - 1)]


def paired_ratio(values, others):
    """The median of the ratios round by round: rounds of one pair ran next to each other, so drift cancels."""
    if len(values) != len(others):
        raise ValueError("as many rounds on both sides")
    return median([value / other for value, other in zip(values, others)])


@dataclasses.dataclass(frozen=True)
class Aim:
    """What a figure should be: at least, or at most, so much; of the ratio to bare, or of the value itself."""

    value: float
    at_most: bool = False
    of_ratio: bool = False

    def is_met(self, measured):
        return measured <= self.value if self.at_most else measured >= self.value

    def __str__(self):
        sign = "≤" if self.at_most else "≥"
        return f"{sign} {self.value:,g}" + (" × bare" if self.of_ratio else "")


@dataclasses.dataclass
class Figure:
    """One line of the table: the rounds of precis, those of bare-server next to them where there are any, and more that
    is worth keeping."""

    name: str
    unit: str
    aim: Aim
    precis: list
    bare: list = dataclasses.field(default_factory=list)
    notes: dict = dataclasses.field(default_factory=dict)

    @property
    def value(self):
        return median(self.precis)

    @property
    def bare_value(self):
        return median(self.bare) if self.bare else None

    @property
    def ratio(self):
        return paired_ratio(self.precis, self.bare) if self.bare else None

    @property
    def cpu_ratio(self):
        """What the ratio would be if only CPU counted. Others on the machine disturb it less than they do the rates."""
        sides = [self.notes.get(side, {}).get("cpu_us_per_request") for side in ("precis", "bare")]
        return sides[1] / sides[0] if all(sides) else None

    @property
    def is_met(self):
        return self.aim.is_met(self.ratio if self.aim.of_ratio else self.value)

    def json(self):
        return {
            "name": self.name,
            "unit": self.unit,
            "precis": self.value,
            "bare": self.bare_value,
            "ratio": self.ratio,
            "cpu_ratio": self.cpu_ratio,
            "aim": str(self.aim),
            "met": self.is_met,
            "rounds": {"precis": self.precis, "bare": self.bare},
            "notes": self.notes,
        }
