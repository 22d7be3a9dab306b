"""The few elements of an AFCARS file that matter here, followed from start tag to end tag; all others pass by."""

from typing import Final, NoReturn
from xml.parsers.expat import XMLParserType

from peerbridge.events.codes import CodeList
from peerbridge.intake.errors import FileBroken, FileRefused
from peerbridge.intake.raw import RawRecord, RawRemoval

__all__ = ["Outline"]

_REMOVALS: Final[dict[str, CodeList]] = {"removal_2020": "afcars_2020", "removal_1993": "afcars_1993"}
_OF_FILE: Final = {"E1_title_iv_agency": "E1"}
_OF_RECORD: Final = {"E4_child_record_number": "E4"}
_OF_REMOVAL: Final = {
    "E69_removal_date": "E69",
    "E3_local_agency": "E3",
    "E153_exit_date": "E153",
    "E155_exit_reason": "E155",
}
_LONGEST: Final = 200  # longer than any value that is valid
_DEEPEST: Final = 64  # a real file has some ten levels
_OTHER_FILE: Final = "Give an AFCARS out-of-home care file of the 2020 rule."


class Outline:
    """Handlers for an expat parser. Whole records gather in `records`; whoever feeds the parser takes them away."""

    def __init__(self, parser: XMLParserType) -> None:
        """Set the handlers. A document type is refused: entities and outside files are never looked at."""
        self.agency = ""
        self.records: list[RawRecord] = []
        self._parser = parser
        self._record: RawRecord | None = None
        self._removal: RawRemoval | None = None
        self._depth = 0
        self._wanted = ""
        self._line = 0
        self._text: list[str] = []
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end

    def _doctype(self, *_: object) -> NoReturn:
        raise FileRefused(
            "The file declares a document type (DTD), which can hide an XML bomb.",
            "AFCARS files have none: export it again, or delete the DOCTYPE.",
            self._parser.CurrentLineNumber,
        )

    def _root(self, name: str, _: dict[str, str]) -> None:
        """The first element decides whether this is the right kind of file."""
        if name.rpartition(":")[2] != "data":
            raise FileRefused(f"This is XML, but no AFCARS file: it begins with <{name[:40]}>.", _OTHER_FILE)
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._break("Elements are nested more than 64 deep.")
        name = name.rpartition(":")[2]
        if self._removal is not None:
            self._want(_OF_REMOVAL.get(name))
        elif name in _REMOVALS and self._record is not None:
            self._removal = RawRemoval(self._parser.CurrentLineNumber, _REMOVALS[name])
        elif name == "record":
            self._begin_record()
        else:
            self._want(_OF_FILE.get(name) if self._record is None else _OF_RECORD.get(name))
            if name == "A1_title_iv_agency":
                raise FileRefused("This is AFCARS' adoption and guardianship file: it has no exits.", _OTHER_FILE)

    def _begin_record(self) -> None:
        if not self.agency:
            raise FileRefused(
                "The file does not say whose it is: E1_title_iv_agency is missing before the first record.",
                _OTHER_FILE,
                self._parser.CurrentLineNumber,
            )
        if self._record is not None:
            self._break("A record begins inside another.")
        self._record = RawRecord(self._parser.CurrentLineNumber)

    def _break(self, problem: str) -> NoReturn:
        raise FileBroken(
            problem, "Rows before this line are read; export the file again.", self._parser.CurrentLineNumber
        )

    def _want(self, element: str | None) -> None:
        """Gather the text of an element that matters."""
        if element:
            self._wanted, self._line, self._text = element, self._parser.CurrentLineNumber, []
            self._parser.CharacterDataHandler = self._gather

    def _gather(self, text: str) -> None:
        if len(self._text) < _LONGEST:
            self._text.append(text[:_LONGEST])

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._wanted:
            self._take("".join(self._text).strip()[:_LONGEST])
            return
        name = name.rpartition(":")[2]
        if name in _REMOVALS and self._record is not None and self._removal is not None:
            self._record.add(self._removal)
            self._removal = None
        elif name == "record" and self._record is not None and self._removal is None:
            self.records.append(self._record)
            self._record = None

    def _take(self, text: str) -> None:
        """Put a text where it belongs."""
        if self._removal is not None:
            self._removal.take(self._wanted, text, self._line)
        elif self._record is not None:
            self._record.number = text
        else:
            self.agency = text
        self._wanted = ""
        self._parser.CharacterDataHandler = None
