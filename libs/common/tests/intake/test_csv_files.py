"""CSV files of a case system: what is taken, what is refused, what is named."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from peerbridge.intake.csv_files import read_csv
from peerbridge.intake.errors import FileBroken, FileRefused
from peerbridge.intake.rows import Closure, Opening, Refusal, Row

Read = Callable[..., list[Row]]
GOOD = "cwis,C1,1,1,2023-01-10,2024-03-01,afcars_2020,1,19153,dependency,P1 P2"
HEADER = "source,source_case,removal,exit,opened_on,closed_on,code_list,exit_reason,county,case_type,parents"


def rules(rows: list[Row]) -> list[str]:
    return [row.rule if isinstance(row, Refusal) else type(row).__name__ for row in rows]


def test_a_row_is_an_exit_with_the_parents_of_the_case(table: Read) -> None:
    (row,) = table(GOOD)
    assert row == Closure(
        line=2,
        source="cwis",
        source_case="C1",
        removal="1",
        exit="1",
        county="19153",
        case_type="dependency",
        parents=("P1", "P2"),
        opened_on=date(2023, 1, 10),
        closed_on=date(2024, 3, 1),
        code_list="afcars_2020",
        exit_reason=1,
    )


def test_a_row_without_closed_on_is_an_opening(table: Read) -> None:
    (row,) = table("cwis,C1,2,,2024-06-01,,,,19153,,")
    assert isinstance(row, Opening)
    assert (row.removal, row.opened_on, row.case_type) == ("2", date(2024, 6, 1), "dependency")


def test_a_record_that_does_not_say_its_code_list_is_refused(table: Read) -> None:
    assert rules(table(GOOD.replace("afcars_2020", ""), GOOD)) == ["missing_code_list", "Closure"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("afcars_2020", "afcars_2019", "unknown_code_list"),
        (",1,19153", ",11,19153", "unknown_exit_code"),
        (",1,19153", ",0,19153", "unknown_exit_code"),
        (",1,19153", ",,19153", "exit_without_reason"),
        ("2024-03-01", "2022-03-01", "exit_before_removal"),
        ("2024-03-01", "2031-03-01", "date_in_future"),
        ("2024-03-01", "03/01/2024", "malformed_date"),
        ("2024-03-01", "", "reason_without_exit"),
        ("19153", "1915", "malformed_county"),
        ("C1", "", "missing_record_number"),
        ("C1", "Jane Roe", "malformed_record_number"),
        ("cwis", "", "malformed_id"),
        ("P1 P2", "jane@example.org", "malformed_id"),
        ("P1 P2", " ".join(f"P{n}" for n in range(21)), "too_many_parents"),
        ("dependency", "adoption", "unknown_case_type"),
        ("P1 P2", "P1,P2", "wrong_number_of_fields"),
        ("C1", '"C1"x', "malformed_quoting"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_taken(table: Read, old: str, new: str, rule: str) -> None:
    rows = table(GOOD.replace(old, new), GOOD)
    assert rules(rows) == [rule, "Closure"]
    assert [row.line for row in rows] == [2, 3]


def test_the_same_exit_twice_is_refused_with_the_first_line(table: Read) -> None:
    rows = table(GOOD, GOOD.replace("2024-03-01", "2024-04-01"), GOOD.replace("C1,1,1", "C1,1,2"))
    assert rules(rows) == ["Closure", "duplicate_row", "Closure"]
    assert isinstance(rows[1], Refusal)
    assert rows[1].problem.endswith("line 2.")


def test_an_opening_and_an_exit_of_one_removal_may_stand_in_one_file(table: Read) -> None:
    assert rules(table("cwis,C1,1,,2023-01-10,,,,19153,,", GOOD)) == ["Opening", "Closure"]


@pytest.mark.parametrize(
    ("said", "kept"), [("XX999", "XX999"), ("19999", "19999"), ("", "XX999"), ("XX000", "XX999"), ("8", "XX999")]
)
def test_a_missing_county_is_kept_as_missing(table: Read, said: str, kept: str) -> None:
    (row,) = table(GOOD.replace("19153", said))
    assert isinstance(row, Closure)
    assert row.county == kept


def test_the_source_may_be_said_once_for_all_rows(table: Read) -> None:
    header = HEADER.removeprefix("source,")
    (row,) = table(GOOD.removeprefix("cwis,"), header=header + "\n", source="county-system")
    assert isinstance(row, Closure)
    assert row.source == "county-system"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_marks_line_ends_blank_lines_and_quotes_are_read(today: date, end: str, mark: bytes) -> None:
    quoted = ",".join(f'"{field}"' for field in GOOD.split(","))
    content = mark + end.join([HEADER, "", quoted, ",,,,,,,,,,", GOOD.replace("C1", "C2")]).encode()
    rows = list(read_csv(BytesIO(content), today=today))
    assert [row.line for row in rows] == [3, 5]
    assert rules(rows) == ["Closure", "Closure"]


def test_columns_may_stand_in_any_order_and_case(table: Read) -> None:
    columns = [name.upper() for name in reversed(HEADER.split(","))]
    (row,) = table(",".join(reversed(GOOD.split(","))), header=",".join(columns) + "\n")
    assert isinstance(row, Closure)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (HEADER.replace("county,", ""), "'county' is missing"),
        (HEADER.replace("code_list,", ""), "'code_list' is missing"),
        (HEADER + ",child_name", "'child_name' is unknown"),
        (HEADER + ",county", "'county' comes twice"),
        (HEADER.replace(",", ";"), "not separated by commas"),
        (GOOD, "does not fit"),
        ('"' + HEADER, "never closed"),
    ],
)
def test_a_header_that_does_not_fit_is_refused_with_the_columns(table: Read, header: str, words: str) -> None:
    with pytest.raises((FileRefused, FileBroken), match=words):
        table(GOOD, header=header + "\n")


def test_a_quote_that_is_never_closed_breaks_the_file_where_it_opens(table: Read) -> None:
    with pytest.raises(FileBroken) as broken:
        table(GOOD, 'cwis,"C2,1,1', *[GOOD.replace("C1", f"D{n}") for n in range(200)])
    assert broken.value.line == 3


def test_a_nul_and_an_endless_line_break_the_file(today: date) -> None:
    for rest in (b"cwis,\x00\n", b"x" * (1 << 20)):
        with pytest.raises(FileBroken) as broken:
            list(read_csv(BytesIO(f"{HEADER}\n{GOOD}\n".encode() * 60 + rest), today=today))
        assert broken.value.line == 121


def test_a_cut_off_last_row_is_not_taken(today: date) -> None:
    rows: list[Row] = []
    with pytest.raises(FileBroken, match="middle of a row"):
        rows.extend(read_csv(BytesIO(f"{HEADER}\n{GOOD[:50]}".encode()), today=today))
    assert rows == []


def test_a_last_row_without_line_end_is_taken(today: date) -> None:
    assert len(list(read_csv(BytesIO(f"{HEADER}\n{GOOD}".encode()), today=today))) == 1
