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
FIGURES: Final = ("waiting", "families", "fit_total", "fit_mean", "language_asked", "language_served")


def what_if(file: File, token: Token = None, url: Url = None) -> None:
    """Try a pool's rules on today's families: both sets of figures side by side. Nothing is changed."""
    (pool,) = read_all([file], load_pool)
    with asking("matching", url, token) as matching:
        show(pool, matching.told("POST", f"/v1/pools/{pool.pool}/what-if", json=pool.model_dump(mode="json")))


def apply_pools(pools: list[PoolPolicy], token: str | None, url: str | None) -> None:
    """Show what each pool's rules would do today, and publish them; the same rules again change nothing."""
    if not pools:
        return
    with asking("matching", url, token, patience=30) as matching:
        for pool in pools:
            path, body = f"/v1/pools/{pool.pool}", pool.model_dump(mode="json")
            show(pool, matching.told("POST", f"{path}/what-if", json=body))
            told: Any = matching.told("PUT", path, json=body)
            print_line(f"{pool.pool}: version {told['version']}, in force from {pool.effective_on}")


def show(pool: PoolPolicy, told: Any) -> None:
    """Both sets of figures, and how many families would be served otherwise."""
    print_line(f"{pool.pool}: today -> with these rules ({told['changed']} families would be served otherwise)")
    for name in ("objective", *FIGURES):
        print_line(f"  {name.replace('_', ' ')}: {told['today'][name]} -> {told['proposed'][name]}")
