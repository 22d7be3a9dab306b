"""`peerbridge person duplicates|merge|apart`: who may be known twice, and a person's decision that they are, or are not."""

from typing import Annotated, Any, Final
from uuid import UUID

import typer

from peerbridge.cli.errors import EXIT_CODES
from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.output import note, print_line, table, text_of

__all__ = ["add_to"]

DIRECTORY: Final = "notification"
DECIDES: Final = "recruitment"
PAGE: Final = 1000
Same = Annotated[str | None, typer.Option("--same", help="Only those with the same email, phone or name.")]
Id = Annotated[UUID, typer.Argument(show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Make them commands of `peerbridge person`."""
    for command in (duplicates, merge, apart):
        app.command(epilog=EXIT_CODES)(command)


def duplicates(*, same: Same = None, token: Token = None, url: Url = None) -> None:
    """Pairs in the directory that share an address, a number or a name, and that nobody has told apart."""
    wanted: dict[str, str | int] = {"limit": PAGE, **({"same": same} if same else {})}
    found: list[dict[str, Any]] = []
    with asking(DIRECTORY, url, token) as asked:
        while True:
            told = asked.told("GET", "/v1/duplicates", params=wanted)
            page = told if isinstance(told, dict) else {}
            found += [_line(pair) for pair in page.get("items", [])]
            if not page.get("next"):
                break
            wanted["after"] = page["next"]
    if found:
        table(found, ("one", "county", "other", "county of the other", "same"))
    note(
        f"{len(found):,} pairs. Decide with: peerbridge person merge KEPT MERGED, or: peerbridge person apart ONE OTHER"
    )


def merge(
    kept: Id,
    merged: Id,
    *,
    ground: Annotated[
        str | None,
        typer.Option("--ground", help="own_word, documents or same_record; without it only the effects are shown."),
    ] = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Both ids are one person's, for good: everything of MERGED becomes KEPT's. Without --ground nothing is changed."""
    body: dict[str, Any] = {"kept": str(kept), "merged": str(merged)}
    path = "/v1/merges/effects"
    if ground is not None:
        body["ground"], path = ground, "/v1/merges"
    with asking(DECIDES, url, token) as asked:
        told = asked.told_of("POST", path, json=body)
    for name in ("kept", "merged", "cases", "nominations", "applications", "opted_out"):
        print_line(f"{name}: {text_of(told.get(name))}")
    if told.get("programs"):
        table(told["programs"], ("program", "county", "state", "since"))
    note("Merged." if ground is not None else "Nothing was changed. Say --ground to merge.")


def apart(one: Id, other: Id, *, token: Token = None, url: Url = None) -> None:
    """These are two people: the pair is not suggested again."""
    with asking(DIRECTORY, url, token) as asked:
        asked.ask("POST", "/v1/duplicates/dismissals", json={"one": str(one), "other": str(other)})


def _line(pair: dict[str, Any]) -> dict[str, Any]:
    one, other = pair["one"], pair["other"]
    return {
        "one": f"{one['name']} {one['person']}", "county": one["county"],
        "other": f"{other['name']} {other['person']}", "county of the other": other["county"],
        "same": ", ".join(pair["same"]),
    }  # fmt: skip
