"""A file that is itself at fault: one clear message with its place, and no row lost that stands before it."""

import os
import tracemalloc
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from peerbridge.intake.afcars import read_afcars, read_afcars_file
from peerbridge.intake.csv_files import read_csv, read_csv_file
from peerbridge.intake.errors import FileBroken, FileRefused, IntakeError
from peerbridge.intake.generator import DAMAGES, Plan, write_file
from peerbridge.intake.generator.damage import XML_ONLY
from peerbridge.intake.rows import Row

HEAD = b'<?xml version="1.0"?>\n<data><E1_title_iv_agency>19</E1_title_iv_agency><records>\n'
RECORD = (
    b"<record><E4_child_record_number>%d</E4_child_record_number><removal_2020><E69_removal_date>20230101"
    b"</E69_removal_date></removal_2020></record>\n"
)
TAIL = b"</records></data>"


def until_it_breaks(content: bytes, today: date) -> tuple[int, IntakeError]:
    rows: list[Row] = []
    with pytest.raises(IntakeError) as broken:
        rows.extend(read_afcars(BytesIO(content), today=today))
    return len(rows), broken.value


def test_a_truncated_file_keeps_the_records_before_the_break(today: date) -> None:
    whole = HEAD + b"".join(RECORD % n for n in range(1000))
    read, broken = until_it_breaks(whole[:-40], today)
    assert read == 999
    assert isinstance(broken, FileBroken)
    assert (broken.line, broken.problem) == (1002, "The file ends in the middle.")
    assert "get it again" in broken.remedy


@pytest.mark.parametrize("cut", range(1, 90, 7))
def test_a_file_cut_off_anywhere_says_so(today: date, cut: int) -> None:
    whole = HEAD + RECORD % 1 + TAIL
    _, broken = until_it_breaks(whole[:-cut], today)
    assert isinstance(broken, FileBroken)


def test_latin_1_in_a_file_that_says_utf_8_is_named_with_its_line(today: date) -> None:
    read, broken = until_it_breaks(HEAD + RECORD % 1 + b"<record><x>Jos\xe9</x>" + TAIL, today)
    assert read == 1
    assert broken.line == 4
    assert "no UTF-8" in broken.problem


def test_latin_1_that_is_declared_is_read(today: date) -> None:
    text = HEAD.replace(b"?>", b' encoding="iso-8859-1"?>') + b"<x>Jos\xe9</x>" + RECORD % 1 + TAIL
    assert len(list(read_afcars(BytesIO(text), today=today))) == 1


def test_utf_16_is_read_where_it_is_what_it_says(today: date) -> None:
    text = (HEAD + RECORD % 1 + TAIL).decode().encode("utf-16")
    assert len(list(read_afcars(BytesIO(text), today=today))) == 1


@pytest.mark.parametrize("encoding", [b"utf-16", b"klingon", b"shift_jis", b"utf-7"])
def test_an_encoding_that_is_not_the_files_is_refused(today: date, encoding: bytes) -> None:
    _, broken = until_it_breaks(HEAD.replace(b"?>", b' encoding="' + encoding + b'"?>') + RECORD % 1 + TAIL, today)
    assert isinstance(broken, FileRefused)
    assert "encoding" in broken.problem


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE data [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE data SYSTEM "http://127.0.0.1:1/afcars.dtd">',
        b'<!DOCTYPE data [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>',
    ],
)
def test_a_document_type_is_refused_before_anything_is_expanded(today: date, doctype: bytes) -> None:
    read, broken = until_it_breaks(HEAD.replace(b"?>\n", b"?>\n" + doctype) + RECORD % 1 + TAIL, today)
    assert read == 0
    assert isinstance(broken, FileRefused)
    assert "XML bomb" in broken.problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04....", "zip"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b,c\n1,2,3\n", "not XML"),
        (b"\x00\x01\x02\x03", "not XML"),
        (b"<html><body>Sign in</body></html>", "no AFCARS file"),
        (b"<data><A1_title_iv_agency>19</A1_title_iv_agency></data>", "adoption"),
        (b"<data><records><record/></records></data>", "E1_title_iv_agency is missing"),
        (b"<data><E1_title_iv_agency>Iowa</E1_title_iv_agency><record></record></data>", "agency"),
        (b"<data><E1_title_iv_agency>19</E1_title_iv_agency></data>", "no record"),
    ],
)
def test_another_kind_of_file_is_refused_in_words(today: date, content: bytes, words: str) -> None:
    read, broken = until_it_breaks(content, today)
    assert read == 0
    assert isinstance(broken, FileRefused)
    assert words in str(broken)


def test_a_pipe_is_refused_in_words(today: date) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe, pytest.raises(FileRefused, match="pipe"):
        list(read_afcars(pipe, today=today))


def test_a_record_within_a_record_is_not_swallowed(today: date) -> None:
    read, broken = until_it_breaks(HEAD + RECORD % 1 + b"<record>" + RECORD % 2 + TAIL, today)
    assert read == 1
    assert "inside another" in broken.problem


@pytest.mark.parametrize(
    "monster",
    [
        b'<a x="' + b"y" * (8 << 20) + b'"/>',
        b"<" + b"y" * (8 << 20) + b"/>",
        b"<!--" + b"y" * (8 << 20) + b"-->",
        b"<a>" * 100_000,
    ],
    ids=["attribute", "name", "comment", "depth"],
)
def test_a_monstrous_tag_is_refused_in_little_memory(today: date, monster: bytes) -> None:
    file = BytesIO(HEAD + RECORD % 1 + monster + TAIL)
    tracemalloc.start()
    try:
        with pytest.raises(FileBroken):
            list(read_afcars(file, today=today))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 << 20


def test_a_monstrous_text_is_refused_as_a_value(today: date) -> None:
    text = b"<record><E4_child_record_number>" + b"9" * (2 << 20) + b"</E4_child_record_number></record>"
    (row, *_) = read_afcars(BytesIO(HEAD + text + TAIL), today=today)
    assert getattr(row, "rule", "") in {"missing_removal", "malformed_record_number"}


REFUSED = {"utf16", "bomb", "outside_entity", "empty"}
CASES = [("afcars", damage) for damage in DAMAGES] + [("csv", damage) for damage in sorted(set(DAMAGES) - XML_ONLY)]


@pytest.mark.parametrize(("form", "damage"), CASES)
def test_every_damage_of_the_generator_is_named(tmp_path: Path, today: date, form: str, damage: str) -> None:
    read = read_afcars_file if form == "afcars" else read_csv_file
    write_file(Plan(children=50, counties=("19153",)), form, tmp_path / "file", damage=damage)
    with pytest.raises(FileRefused if damage in REFUSED else FileBroken):
        list(read(tmp_path / "file", today=today))


def test_random_bytes_never_bring_anything_but_a_named_error(today: date) -> None:
    chance = Random(5)
    whole = HEAD + RECORD % 1 + RECORD % 2 + TAIL
    for _ in range(400):
        spoilt = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        for read in (read_afcars, read_csv):
            with suppress(IntakeError):
                list(read(BytesIO(bytes(spoilt)), today=today))
