"""An AFCARS file fed to expat in pieces, so that memory stays flat; what breaks the file is named with its line."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.parsers import expat

from peerbridge.intake.errors import FileBroken, FileRefused, IntakeError
from peerbridge.intake.outline import Outline
from peerbridge.intake.raw import RawRecord

__all__ = ["read_records"]

_PIECE: Final = 1 << 16
_LONGEST_TOKEN: Final = 1 << 20  # expat holds an unfinished tag or attribute in memory; a real one has some 100 bytes
_AGAIN: Final = "Rows before this line are read; import the whole file again when it is mended."
_ENCODING: Final = "Save the file as UTF-8, and let its first line say so."
_CUT_OFF: Final = {"no element found", "unclosed token", "partial character", "unclosed CDATA section"}
_CODING: Final = {"unknown encoding", "encoding specified in XML declaration is incorrect"}


def read_records(file: BinaryIO) -> Iterator[tuple[str, RawRecord]]:
    """Each whole record with its agency (E1), in file order. Raises: FileRefused, FileBroken."""
    parser = expat.ParserCreate()
    outline = Outline(parser)
    broken: IntakeError | None = None
    fed = 0
    while broken is None:
        piece = file.read(_PIECE)
        fed += len(piece)
        broken = _feed(parser, piece, fed)
        yield from ((outline.agency, record) for record in outline.records)
        outline.records.clear()
        if not piece and broken is None:
            return
    raise broken


def _feed(parser: expat.XMLParserType, piece: bytes, fed: int) -> IntakeError | None:
    """Parse one piece (an empty one ends the file); what is wrong is returned, so that records before it come first."""
    try:
        parser.Parse(piece, not piece)
    except expat.ExpatError as error:
        return _named(error, piece[max(0, len(piece) - (fed - parser.ErrorByteIndex)) :])
    except (ValueError, LookupError):
        return FileRefused("The file's encoding is unknown.", _ENCODING, 1)
    except IntakeError as error:
        return error
    if piece and fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
        return FileBroken("A single tag or attribute is longer than 1 MiB.", _AGAIN, parser.CurrentLineNumber)
    return None


def _named(error: expat.ExpatError, rest: bytes) -> IntakeError:
    """What expat found, in words. `rest` begins where the fault is."""
    what = expat.ErrorString(error.code)
    if what in _CODING:
        return FileRefused(f"The file's encoding cannot be read: {what}.", _ENCODING, 1)
    if what in _CUT_OFF:
        return FileBroken("The file ends in the middle.", f"It was cut off: get it again. {_AGAIN}", error.lineno)
    if what == "not well-formed (invalid token)" and _is_no_utf8(rest):
        problem = "Here are bytes that are no UTF-8, which the file says it is (often: saved as Latin-1)."
        return FileBroken(problem, f"{_ENCODING} {_AGAIN}", error.lineno)
    return FileBroken(f"The XML is not well-formed: {what}.", _AGAIN, error.lineno)


def _is_no_utf8(rest: bytes) -> bool:
    """Whether the text at a fault does not decode, within its first bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(rest[:8])
    except UnicodeDecodeError:
        return True
    return False
