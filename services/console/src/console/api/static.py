"""Our own styles, script and type; nothing is fetched from anywhere else."""

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from console.api.rendering import ASSETS, asset_bytes
from peerbridge.errors import NotVisible
from peerbridge.web import Api

__all__ = ["router"]

router = Api(include_in_schema=False)
FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/static/{name}", public=True)
async def static(request: Request, name: Annotated[str, Path(max_length=100)]) -> Response:
    """One asset; with its content's mark in the address it may be kept for ever. Raises: NotVisible."""
    if name not in ASSETS:
        raise NotVisible
    kept = FOR_EVER if request.query_params.get("v") or name.endswith(".woff2") else "no-cache"
    return Response(asset_bytes(name), media_type=ASSETS[name], headers={"Cache-Control": kept})
