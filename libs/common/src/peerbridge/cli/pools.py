"""A state's pool from its file: checked here, tried on today's families by matching, and published there."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.output import print_line
from peerbridge.cli.reading import read_all
from peerbridge.events.pool import PoolPolicy
from peerbridge.programs import load_pool

__all__ = ["apply_pools", "what_if"]

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]
LONGEST: Final = 600.0  # seconds: a state of a hundred thousand families is solved twice
FIGURES: Final = (
    "waiting", "families", "most_served", "fit_total", "fit_mean", "language_asked", "language_served", "worst_county", "worst_p90_days",
)  # fmt: skip


def what_if(file: File, token: Token = None, url: Url = None) -> None:
    """Try a pool's rules on today's families: both sets of figures side by side. Nothing is changed."""
    (pool,) = read_all([file], load_pool)
    with asking("matching", url, token, takes=LONGEST) as matching:
        show(pool, matching.told("POST", f"/v1/pools/{pool.pool}/what-if", json=pool.model_dump(mode="json")))


def apply_pools(pools: list[PoolPolicy], token: str | None, url: str | None) -> None:
    """Show what each pool's rules would do today, and publish them; the same rules again change nothing."""
    if not pools:
        return
    with asking("matching", url, token, patience=30, takes=LONGEST) as matching:
        for pool in pools:
            path, body = f"/v1/pools/{pool.pool}", pool.model_dump(mode="json")
            show(pool, matching.told("POST", f"{path}/what-if", json=body))
            told: Any = matching.told("PUT", path, json=body)
            print_line(f"{pool.pool}: version {told['version']}, in force from {pool.effective_on}")


def show(pool: PoolPolicy, told: Any) -> None:
    """Both sets of figures, and how many families would be served otherwise."""
    print_line(f"{pool.pool}: today -> with these rules ({told['changed']} families would be served otherwise)")
    for name in ("objective", *FIGURES):
        today, proposed = ("-" if told[side][name] is None else told[side][name] for side in ("today", "proposed"))
        print_line(f"  {name.replace('_', ' ')}: {today} -> {proposed}")
