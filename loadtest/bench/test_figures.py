"""python3 -B -m unittest discover -s loadtest/bench"""

import unittest

import figures
from figures import Aim, Figure


class Statistics(unittest.TestCase):
    def test_median(self):
        self.assertEqual(figures.median([9, 1, 5]), 5)
        self.assertEqual(figures.median([4, 1, 3, 2]), 2.5)

    def test_percentile_is_a_measured_value(self):
        values = list(range(100, 0, -1))
        self.assertEqual(figures.percentile(values, 0.5), 50)
        self.assertEqual(figures.percentile(values, 0.99), 99)
        self.assertEqual(figures.percentile(values, 0.07), 7)
        self.assertEqual(figures.percentile(values, 1), 100)
        self.assertEqual(figures.percentile(values, 0), 1)
        self.assertEqual(figures.percentile([3], 0.99), 3)

    def test_percentile_refuses_nonsense(self):
        with self.assertRaises(ValueError):
            figures.percentile([], 0.5)
        with self.assertRaises(ValueError):
            figures.percentile([1], 50)

    def test_ratio_is_taken_round_by_round(self):
        # The machine slowed down to a tenth in the second round, for both.
        self.assertEqual(figures.paired_ratio([80, 8, 90], [100, 10, 100]), 0.8)
        with self.assertRaises(ValueError):
            figures.paired_ratio([1, 2], [1])


class Aims(unittest.TestCase):
    def test_at_least_and_at_most(self):
        self.assertTrue(Aim(0.65).is_met(0.65))
        self.assertFalse(Aim(0.65).is_met(0.649))
        self.assertTrue(Aim(200, at_most=True).is_met(200))
        self.assertFalse(Aim(200, at_most=True).is_met(201))

    def test_ratio_or_value_decides(self):
        self.assertTrue(Figure("f", "1/s", Aim(0.5, of_ratio=True), [10, 10], [20, 20]).is_met)
        self.assertFalse(Figure("f", "1/s", Aim(0.6, of_ratio=True), [10, 10], [20, 20]).is_met)
        self.assertFalse(Figure("f", "1/s", Aim(11), [10, 10], [1, 1]).is_met)

    def test_ratio_by_cpu_is_bare_over_precis(self):
        notes = {"precis": {"cpu_us_per_request": 50}, "bare": {"cpu_us_per_request": 40}}
        self.assertEqual(Figure("f", "1/s", Aim(1), [1], [1], notes).cpu_ratio, 0.8)
        self.assertIsNone(Figure("f", "1/s", Aim(1), [1]).cpu_ratio)

    def test_figure_keeps_its_rounds(self):
        document = Figure("f", "1/s", Aim(1, at_most=True), [3, 1, 2]).json()
        self.assertEqual(document["precis"], 2)
        self.assertIsNone(document["ratio"])
        self.assertFalse(document["met"])
        self.assertEqual(document["rounds"]["precis"], [3, 1, 2])


if __name__ == "__main__":
    unittest.main()
