"""A programme's file that is none, or that hides something, is refused with its line and a rule, never a trace."""

import tracemalloc
from pathlib import Path

import pytest

from peerbridge.programs import CHOSEN_BY_US, ProgramRefused, Source, load, loads, sources

GOOD = (Path(__file__).parents[4] / "programs" / "parents-for-parents-washington.yaml").read_text()


def refusal(text: str) -> ProgramRefused:
    """How a text is refused."""
    with pytest.raises(ProgramRefused) as refused:
        loads(text, "some.yaml")
    return refused.value


def line_of(text: str, words: str) -> int:
    """The line on which words stand first."""
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("", 1, "is no program"),
        ("- a\n", 1, "is no program"),
        ("just words", 1, "is no program"),
        ("a: 1\nb: [1, 2\nc: 3", 3, "is no YAML"),
        ("a:\n\tb: 1", 2, "is no YAML"),
        ("a: 1\n\x07: 2", 1, "is no YAML"),
        ("a: &x 1\nb: *x", 1, "uses an anchor or alias"),
        ("a: 1\nb: *x", 2, "uses an anchor or alias"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "uses a tag"),
        ("a: !!int 1", 1, "uses a tag"),
        ("a: 1\nb: 2\na: 3", 3, "says `a` twice"),
        ("a:\n  c: 1\n  c: 2", 3, "says `c` twice"),
        ("a: 1\n? [b, c]\n: 2", 2, "has a key that is no plain word"),
        ("a: 1\n---\nb: 2", 2, "holds a second document"),
        ("a: " + "[" * 10_000, 1, "is nested deeper than 20 levels"),
        ("a: " + "{b: " * 10_000, 1, "is nested deeper than 20 levels"),
        ("a: 1\n" * 250_000, 1, "is larger than"),
    ],
)
def test_a_text_that_is_no_programme_is_refused_with_its_line(text: str, line: int, rule: str) -> None:
    refused = refusal(text)
    assert refused.faults[0].line == line
    assert rule in refused.faults[0].rule
    assert str(refused).startswith(f"some.yaml:{line}: ")


def test_a_bomb_of_aliases_is_refused_before_it_costs_memory() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
    )
    tracemalloc.start()
    assert "uses an anchor or alias" in str(refusal(bomb))
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ProgramRefused, match=r"none\.yaml:1: cannot be read: No such file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ProgramRefused, match="cannot be read: Is a directory"):
        load(tmp_path)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: 1\nb: Söderström".encode("latin-1"))
    with pytest.raises(ProgramRefused, match=r"latin\.yaml:2: is not UTF-8"):
        load(latin)


@pytest.mark.parametrize(
    ("was", "becomes", "words", "where", "rule"),
    [
        ("value: 0\n", "value: soon\n", "soon", "wait_months", "Input should be a valid integer"),
        ("value: 0\n", "value: -17\n", "-17", "wait_months", "greater than or equal to 0"),
        (
            "value: any_success",
            "value: any",
            "any\n",
            "exit_policy",
            "Input should be 'reunified_only' or 'any_success'",
        ),
        ("model: employee", "model: helper", "helper", "employment.model", "Input should be 'employee', 'contractor'"),
        ("model: employee", "modell: employee", "modell", "employment.modell", "is no word of a policy"),
        (
            "training: boundaries\n",
            "training: Boundaries!\n",
            "Boundaries!",
            "trainings.0.training",
            "should match pattern",
        ),
        ("effective_on: {value: 2022-01-01", "effective_on: {value: 2022-02-30", "2022-02-30", "effective_on", "date"),
        ('county: "53001"', 'county: "530"', '"530"', "counties.0.county", "should match pattern"),
        ("state: {value: WA", "state: {value: ZZ", "ZZ", "state", "Input should be 'AL'"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_on_its_line(
    was: str, becomes: str, words: str, where: str, rule: str
) -> None:
    text = GOOD.replace(was, becomes, 1)
    fault = next(fault for fault in refusal(text).faults if fault.where == where)
    assert fault.line == line_of(text, words)
    assert rule in fault.rule


def test_what_is_missing_is_said() -> None:
    text = GOOD.replace("wait_months:\n  value: 0", "weight_months:\n  value: 0")
    said = str(refusal(text))
    assert "wait_months: is missing" in said
    assert "weight_months: is no word of a policy" in said


def test_all_faults_are_said_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("model: employee", "model: helper").replace("value: WA", "value: ZZ")
    lines = [fault.line for fault in refusal(text).faults]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_a_county_code_is_text_even_without_quotes() -> None:
    assert "53001" in loads(GOOD.replace('"53001"', "53001")).zones


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        (", source: P06}", "}", "title: names no source"),
        (", source: P06}", ", source: P68}", "title: names an unknown source"),
        (", source: P06}", ", source: rumour}", "title: names an unknown source"),
        (", source: P06}", ", source: [P06]}", "title: names an unknown source"),
        (", source: P06}", ", source: chosen_by_us}", "title: is chosen_by_us without a reason"),
        (", source: P06}", ", reason: why not}", "title: gives a reason without a source"),
        (", source: P06}", ", source: P06, sauce: mint}", "title: has `sauce` beside `value`"),
        ("  source: P36\n", "", "readiness.dual_rating: names no source"),
        ("\nreadiness:", "\nsource: P01\nreadiness:", "source: cannot speak for the whole file"),
    ],
)
def test_every_value_names_its_source(was: str, becomes: str, rule: str) -> None:
    assert was in GOOD
    assert rule in str(refusal(GOOD.replace(was, becomes, 1)))


def test_a_source_speaks_for_what_is_below_until_another_does(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_text(GOOD)
    said = sources(file)
    assert said["readiness.dual_rating"] == Source(("P36",))
    assert said["readiness.skills.0"].names == (CHOSEN_BY_US,)
    assert said["screening.steps.1.panel_lived_experience"] == Source(("P21",))
    assert said["counties.0.zone"].names == ("census-2019", "tz-database", CHOSEN_BY_US)
    assert said["wait_months"].chosen_by_us
    assert not said["title"].chosen_by_us
