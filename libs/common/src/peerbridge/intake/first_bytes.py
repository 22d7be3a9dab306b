"""What a file is, by its first bytes: a wrong kind of file is named before anything is read of it."""

from typing import BinaryIO, Final

from peerbridge.intake.errors import FileRefused

__all__ = ["check_first_bytes"]

_LOOK: Final = 4096
_KINDS: Final = (
    (b"\x1f\x8b", "is compressed (gzip).", "Unpack it first."),
    (b"PK\x03\x04", "is a zip archive or a spreadsheet.", "Unpack it, or save the sheet as CSV (UTF-8)."),
    (b"%PDF", "is a PDF document.", "Ask for the data file itself."),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet of an old kind.", "Save the sheet as CSV (UTF-8)."),
)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def check_first_bytes(file: BinaryIO, *, xml: bool) -> None:
    """Look at the start of a file and leave it at its start. Raises: FileRefused."""
    if not file.seekable():
        raise FileRefused("This is a pipe, and the file is read twice.", "Save it as a file first.")
    start = file.read(_LOOK)
    file.seek(0)
    if not start.strip():
        raise FileRefused("The file is empty.", "Check that the export ran to its end.")
    for magic, problem, remedy in _KINDS:
        if start.startswith(magic):
            raise FileRefused(f"The file {problem}", remedy)
    if xml:
        _check_xml(start)
    else:
        _check_table(start)


def _check_xml(start: bytes) -> None:
    """UTF-16 is left to the XML parser, which reads it. Raises: FileRefused."""
    text = start.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(_UTF_16) and not text.startswith(b"<"):
        raise FileRefused(
            "This is not XML.", "Give an AFCARS out-of-home file of the 2020 rule, or use `peerbridge import csv`."
        )


def _check_table(start: bytes) -> None:
    """A table is UTF-8 text. Raises: FileRefused."""
    if start.startswith(_UTF_16) or b"\x00" in start:
        raise FileRefused("The file is UTF-16 or binary, not UTF-8.", "Save it as CSV (UTF-8).")
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise FileRefused("This is XML, not CSV.", "Use `peerbridge import afcars` for an AFCARS file.")
