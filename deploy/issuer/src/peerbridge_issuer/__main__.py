"""`python -m peerbridge_issuer`: serve until stopped."""

import os
import sys

import uvicorn

from peerbridge_issuer.app import create_app
from peerbridge_issuer.settings import NotTheDemo, Settings


def main() -> int:
    """Serve on HOST:PORT; 2 where the environment does not say that this is a demo."""
    try:
        settings = Settings.read(os.environ)
    except (NotTheDemo, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    app = create_app(settings)
    uvicorn.run(
        app,
        host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False,
        timeout_keep_alive=75,  # seconds: longer than any client keeps an idle connection, as the services do
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
