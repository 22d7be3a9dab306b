"""The first morning: programmes are published, case files taken in by the `peerbridge` command, counties corrected."""

from datetime import date
from pathlib import Path
from typing import Final

from peerbridge.clock import Clock
from peerbridge.events.policy import Policy
from peerbridge.intake.generator import Plan, write_file
from peerbridge_demo.people.asking import Who
from peerbridge_demo.people.scene import Scene, State
from peerbridge_demo.people.tally import Tally
from peerbridge_demo.system import Addresses, DemoError, Tokens
from peerbridge_demo.system.commands import peerbridge

__all__ = ["DATA", "PROGRAMS", "Commands", "correct_counties", "later_file", "update_policy"]

ROOT: Final = Path(__file__).resolve().parents[5]
DATA: Final = ROOT / "deploy" / "demo" / "data"
PROGRAMS: Final = ROOT / "programs"
COUNTIES, CHILDREN = 3, 30  # of each later file
ROWS_REFUSED: Final = 1  # the files have planted mistakes: some rows are refused, and that is no failure


class Commands:
    """The `peerbridge` command as somebody at a desk would type it."""

    def __init__(self, addresses: Addresses, tokens: Tokens, clock: Clock, tally: Tally) -> None:
        self.addresses, self.tokens, self.clock, self.tally = addresses, tokens, clock, tally

    async def apply_programs(self, policies: dict[str, Policy]) -> None:
        """Publish the programmes and their states' pools, as somebody who holds all their counties."""
        counties = tuple(county for policy in policies.values() for county in policy.zones)
        pools = sorted({f"pool-{policy.state.lower()}" for policy in policies.values()})
        files = [str(PROGRAMS / f"{name}.yaml") for name in (*sorted(policies), *pools)]
        await self.run(Who("program_admin", counties), "programs", "apply", *files)

    async def take_in(self, state: State, file: Path) -> None:
        """Import a file of a state, as its own officer."""
        officer = Who("state_officer", (*state.counties, f"{state.digits}999"))
        kind = "csv" if file.suffix == ".csv" else "afcars"
        await self.run(officer, "import", kind, str(file), "--today", f"{self.clock.now():%Y-%m-%d}")

    async def run(self, who: Who, *arguments: str) -> None:
        """Type a command. Raises: DemoError, where it failed."""
        token = await self.tokens.of(who.role, counties=who.counties)
        done = await peerbridge(self.addresses, token, *arguments)
        typed = f"peerbridge {arguments[0]} {arguments[1]}"
        if done.code not in (0, ROWS_REFUSED):
            said = (done.noted or done.printed).strip().splitlines()
            raise DemoError(f"{typed} failed: {said[-1] if said else '?'}")
        self.tally.done[typed] += 1


def later_file(state: State, number: int, until: date, folder: Path) -> Path:
    """A state's next file: what a county system says of the last three years."""
    file = folder / f"{state.digits}-{number}.csv"
    source = f"county-system-{state.digits}-{number}"
    plan = Plan(children=CHILDREN, counties=state.counties[:COUNTIES], years=3, until=until, seed=number, source=source)
    write_file(plan, "csv", file)
    return file


async def correct_counties(scene: Scene) -> None:
    """Somebody looks up where the children live whose record does not say."""
    waiting = await scene.ask.get(scene.coordinator, "recruitment", "/v1/intake/waiting")
    for each in [each for each in (waiting or {}).get("items", []) if each["why"] == "county"]:
        body = {"county": scene.state.counties[0]}
        path = f"/v1/intake/waiting/{each['id']}/county"
        await scene.ask.do(scene.coordinator, "recruitment", path, "said the county", body)


async def update_policy(scene: Scene) -> None:
    """Once, some weeks on, the programme takes more families per partner."""
    if not scene.once("policy update"):
        return
    changed = scene.policy.model_copy(update={"capacity": scene.policy.capacity + 1, "effective_on": scene.today})
    body = changed.model_dump(mode="json")
    path = f"/v1/programs/{scene.state.program}"
    await scene.ask.do(scene.admin, "recruitment", path, "changed a policy", body, method="PUT")
