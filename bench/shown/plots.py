"""Draws the plots from a file of results: `python -m bench.shown.plots RESULTS.json FOLDER`, in .bench/."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl  # type: ignore[import-not-found,unused-ignore]  # lives in .bench/ alone

mpl.use("Agg")

import matplotlib.pyplot as plt  # type: ignore[import-not-found,unused-ignore]

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (7.0, 3.6)


def main(results: Path, folder: Path) -> None:
    found = json.loads(results.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in _plots(found).items():
        figure, axes = plt.subplots(figsize=SIZE, layout="constrained")
        draw(axes)
        axes.grid(visible=True, alpha=0.3)
        # No software, no date in the file: the same figures give the same bytes.
        figure.savefig(folder / f"{name}.png", dpi=110, metadata={"Software": None})
        plt.close(figure)


def _plots(found: dict[str, Any]) -> dict[str, Callable[[Any], None]]:
    plots: dict[str, Callable[[Any], None]] = {}
    if "compared" in found:
        plots["speed"] = lambda axes: _speed(axes, found["compared"])
    if fans := found.get("fan_out", []) + found.get("quotas", []):
        plots["fan-out"] = lambda axes: _fan_out(axes, fans)
    if "sweeps" in found:
        plots["sweeps"] = lambda axes: _sweeps(axes, found["sweeps"])
    if "matches" in found:
        plots["matching"] = lambda axes: _matching(axes, found["matches"])
    if "cold" in found:
        plots["imports"] = lambda axes: _imports(axes, found["cold"])
    return plots


def _bars(axes: Any, labels: list[str], figures: list[dict[str, float]], scale: float) -> None:
    """Medians, with a line from the lowest to the highest."""
    medians = [one["median"] * scale for one in figures]
    below = [(one["median"] - one["low"]) * scale for one in figures]
    above = [(one["high"] - one["median"]) * scale for one in figures]
    axes.barh(labels, medians, xerr=[below, above], color="#4878a8", ecolor="#333333", capsize=3)
    axes.invert_yaxis()


def _line(axes: Any, label: str, sizes: list[int], figures: list[dict[str, float]], scale: float) -> None:
    axes.plot(sizes, [one["median"] * scale for one in figures], marker="o", label=label)
    low, high = ([one[end] * scale for one in figures] for end in ("low", "high"))
    axes.fill_between(sizes, low, high, alpha=0.2)


def _speed(axes: Any, compared: dict[str, Any]) -> None:
    labels = ["the four ECS calls alone", *(one["label"] for one in compared["speeds"])]
    _bars(axes, labels, [compared["floor"], *(one["seconds"] for one in compared["speeds"])], 1000)
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds from the trigger to UpdateService")


def _fan_out(axes: Any, fans: list[dict[str, Any]]) -> None:
    for limited, label in ((False, "no quotas"), (True, "ECS's quotas enforced")):
        several = [one for one in fans if one["limited"] is limited]
        if several:
            _line(axes, label, [one["services"] for one in several], [one["seconds"] for one in several], 1)
    limits = [one for one in fans if one["limited"]]
    floors = [one["floor"] for one in limits]
    axes.plot([one["services"] for one in limits], floors, "k--", label="what the quotas alone take")
    axes.set_xlabel("services on one image")
    axes.set_ylabel("seconds to the last UpdateService")
    axes.set_yscale("symlog", linthresh=1)
    axes.set_xscale("log")
    axes.legend()


def _sweeps(axes: Any, sweeps: list[dict[str, Any]]) -> None:
    for due, label in ((False, "none due"), (True, "all due")):
        several = [one for one in sweeps if one["due"] is due]
        _line(axes, label, [one["opened"] for one in several], [one["seconds"] for one in several], 1000)
    axes.set_xscale("symlog", linthresh=1)
    axes.set_yscale("log")
    axes.set_xlabel("deployments under way")
    axes.set_ylabel("milliseconds of the first sweep")
    axes.legend()


def _matching(axes: Any, matches: list[dict[str, Any]]) -> None:
    sizes = [one["services"] for one in matches]
    _line(axes, "four services a repository", sizes, [one["spread"] for one in matches], 1000)
    _line(axes, "all of one, ten policies", sizes, [one["one_repository"] for one in matches], 1000)
    _line(axes, "all of one, each its own policy", sizes, [one["all_different"] for one in matches], 1000)
    axes.axhline(1, color="k", linestyle="--", label="the budget")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("mapped services")
    axes.set_ylabel("milliseconds a push")
    axes.legend()


def _imports(axes: Any, cold: dict[str, Any]) -> None:
    labels = ["the bare floor", *(one["function"] for one in cold["imports"])]
    _bars(axes, labels, [cold["floor"], *(one["seconds"] for one in cold["imports"])], 1000)
    axes.axvline(cold["floor"]["median"] * 1500, color="k", linestyle="--", label="1.5 times the floor")
    axes.set_xlabel("milliseconds of processor time")
    axes.legend(loc="lower left")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
