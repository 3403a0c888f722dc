"""The same figures as pictures."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def draw(figures, directory):
    """One picture of what is beside bare-server, and one of every figure's rounds."""
    beside = [figure for figure in figures if figure.bare]
    if beside:
        _ratios(beside, f"{directory}/ratios.png")
    _rounds(figures, f"{directory}/rounds.png")


def _ratios(figures, path):
    chart, axes = plt.subplots(figsize=(8, 1 + 0.5 * len(figures)), layout="constrained")
    colours = ["tab:green" if figure.is_met else "tab:red" for figure in figures]
    bars = axes.barh([figure.name for figure in figures], [figure.ratio for figure in figures], color=colours)
    axes.bar_label(bars, fmt="%.2f", padding=3)
    for row, figure in enumerate(figures):
        axes.plot([figure.aim.value] * 2, [row - 0.4, row + 0.4], color="black")
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.set_xlabel("precis / bare-server; the line is the aim")
    chart.savefig(path, dpi=120)
    plt.close(chart)


def _rounds(figures, path):
    chart, grid = plt.subplots(
        len(figures), figsize=(8, 1.8 * len(figures)), squeeze=False, layout="constrained")
    for figure, axes in zip(figures, grid[:, 0]):
        axes.plot(range(1, len(figure.precis) + 1), figure.precis, marker="o", label="precis")
        if figure.bare:
            axes.plot(range(1, len(figure.bare) + 1), figure.bare, marker="s", label="bare-server")
        axes.set_title(f"{figure.name} ({figure.unit})", fontsize="medium")
        axes.set_xticks(range(1, len(figure.precis) + 1))
        axes.set_ylim(min([0, *figure.precis]), 1.1 * max([0, *figure.precis, *figure.bare]) or 1)
        axes.legend(fontsize="small")
    chart.savefig(path, dpi=120)
    plt.close(chart)
