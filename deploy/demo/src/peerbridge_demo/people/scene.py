"""Where the people live: one state with one programme each, the staff who hold its tokens, and its calendar."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from peerbridge.clock import Clock
from peerbridge.events.policy import Policy
from peerbridge_demo.people.asking import Asking, Who

__all__ = ["STATES", "Scene", "State"]


@dataclass(frozen=True, slots=True)
class State:
    """`counties`: where something happens in the demo. `file`: its state's case file. `zone`: of those counties."""

    digits: str
    program: str
    counties: tuple[str, ...]
    zone: str
    file: str


STATES: Final = (
    State("19", "children-and-families-of-iowa", ("19153", "19049", "19169", "19113", "19163", "19013"), "America/Chicago", "iowa.xml"),
    State("21", "start-kentucky", ("21111", "21067", "21117"), "America/New_York", "kentucky.csv"),
    State("53", "parents-for-parents-washington", ("53033", "53053", "53063", "53043"), "America/Los_Angeles", "washington.xml"),
)  # fmt: skip


@dataclass
class Scene:
    """One state as its people act in it. `firsts`: what is done at the first chance, so that it is seen soon."""

    state: State
    policy: Policy
    ask: Asking
    clock: Clock
    supervisors: list[str] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    _done_once: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The day in this state."""
        return self.clock.now().astimezone(ZoneInfo(self.state.zone)).date()

    def ago(self, **before: float) -> date:
        """An earlier day in this state."""
        return self.today - timedelta(**before)

    @cached_property
    def coordinator(self) -> Who:
        """Runs the programme in the demo's counties, and corrects what came without a county."""
        return Who("coordinator", (*self.state.counties, f"{self.state.digits}999"))

    @cached_property
    def caseworker(self) -> Who:
        """Opens cases, reports closures, asks for support."""
        return Who("caseworker", self.state.counties)

    @cached_property
    def supervisor(self) -> Who:
        """Coaches partners."""
        return Who("supervisor", self.state.counties)

    @cached_property
    def admin(self) -> Who:
        """Holds every county of the programme."""
        return Who("program_admin", tuple(self.policy.zones))

    def once(self, what: str) -> bool:
        """True the first time: for what must be seen within a minute, and is left to chance afterwards."""
        if what in self._done_once:
            return False
        self._done_once.add(what)
        return True
