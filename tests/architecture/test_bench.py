"""What bench/ shows is what it measured: page and plots follow from the kept samples, and each row says how it is run."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from bench.page import figures, page
from bench.plot import plot
from bench.rows import FIGURES, ROWS, Figure
from defusedxml.ElementTree import fromstring

BENCH = Path(__file__).resolve().parents[2] / "bench"
KEPT: dict[str, Any] = json.loads((BENCH / "results" / "latest.json").read_text())
MEASURED = list(dict.fromkeys(sample["row"] for sample in KEPT["samples"]))


def samples(**values: list[float]) -> list[dict[str, Any]]:
    return [
        {"row": "consume", "variant": variant, "value": value, "unit": "events/s", "about": {}}
        for variant, measured in values.items()
        for value in measured
    ]


def test_the_page_says_what_was_kept() -> None:
    assert (BENCH / "README.md").read_text() == page(KEPT), "write it anew: python -m bench --page"


@pytest.mark.parametrize("row", MEASURED)
def test_the_plots_show_what_was_kept(row: str) -> None:
    drawn = (BENCH / "results" / f"{row}.svg").read_text()
    assert drawn == plot(row, KEPT["samples"], ROWS[row].figures), "draw it anew: python -m bench --page"


def test_every_row_runs_a_module_that_exists() -> None:
    missing = [run.module for row in ROWS.values() for run in row.runs if find_spec(run.module) is None]
    assert missing == []
    assert [row.name for row in ROWS.values() if not row.runs or not row.figures] == []


def test_every_figure_names_its_row_and_its_gate() -> None:
    names = [figure.name for figure in FIGURES]
    assert len(set(names)) == len(names)
    assert [figure.name for figure in FIGURES if figure.gate[:2] not in {"≥ ", "≤ "} or figure.limit <= 0] == []


def test_a_ratio_is_taken_of_medians_or_run_by_run() -> None:
    values = {("r", "a"): [1.0, 10.0, 12.0], ("r", "b"): [1.0, 5.0, 2.0]}
    assert Figure("a / b", "≥ 1", "a", "b", row="r").of(values) == 10.0 / 2.0
    assert Figure("a / b", "≥ 1", "a", "b", by_run=True, row="r").of(values) == 10.0 / 5.0
    assert Figure("a / c", "≥ 1", "a", "c", row="r").of(values) is None
    assert Figure("a", "≥ 1,000", "a", row="r").of(values) == 10.0


def test_a_figure_that_was_not_measured_is_left_out() -> None:
    found = {name for name, _, _ in figures(samples(raw=[4.0], chassis=[2.0]))}
    assert found == {"consume: chassis / raw"}


def test_a_plot_has_a_bar_per_variant_a_dot_per_run_and_a_line_per_gate() -> None:
    drawn = fromstring(plot("consume", samples(raw=[4.0, 5.0], chassis=[2.0, 3.0]), ROWS["consume"].figures))
    classes = [element.get("class") for element in drawn.iter()]
    assert (classes.count("bar"), classes.count("dot"), classes.count("gate")) == (2, 4, 1)
    assert "consume: raw 4.5, chassis 2.5" in "".join(drawn.itertext())
