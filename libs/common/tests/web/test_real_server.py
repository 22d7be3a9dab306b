"""Over a real socket: what no client library would send, and an answer that breaks off in the middle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from starlette.responses import StreamingResponse

from peerbridge.identity import COORDINATOR


@pytest.fixture
async def port(desk: Any) -> AsyncIterator[int]:
    """The desk on a port of this machine, its loops not started."""

    async def halves() -> AsyncIterator[bytes]:
        yield b"half"
        raise ZeroDivisionError("Zaphod")

    async def half() -> StreamingResponse:
        return StreamingResponse(halves(), headers={"content-length": "8"})

    app = desk.component.service.app
    app.add_api_route("/half", half, response_model=None)
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    config.load()
    serving = asyncio.create_task(server.serve())
    while not server.started:  # the server has no event to wait for
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def told(port: int, *pieces: bytes) -> bytes:
    """What the server says to these bytes, until it closes or falls silent; read meanwhile, for a reset takes away what is unread."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = bytearray()

    async def listen() -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                said.extend(piece)

    listening = asyncio.create_task(listen())
    try:
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        await asyncio.wait([listening], timeout=5)
        return bytes(said)
    finally:
        listening.cancel()
        writer.close()


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join([line, "Host: x", "Connection: close", *headers, "", ""]).encode("latin-1")


async def test_a_body_without_length_is_cut_off_at_the_limit(desk: Any, port: int) -> None:
    token = f"Authorization: Bearer {desk.component.issuer.token(COORDINATOR)}"
    start = head("POST /v1/notes HTTP/1.1", token, "Content-Type: application/json", "Transfer-Encoding: chunked")
    chunk = b"19000\r\n" + b"x" * 0x19000 + b"\r\n"
    answer = await told(port, start, *[chunk] * 21)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    "sent",
    [
        head("GET /v1/notes/%00 HTTP/1.1"),
        head("GET /v1/hello HTTP/1.1", "X-Odd: a\x00b"),
        head("GET /v1/hello?\x00 HTTP/1.1"),
        head("GET /v1/hello?\xff HTTP/1.1"),
        head("POST /v1/notes HTTP/1.1", "Content-Length: x"),
        head("POST /v1/notes HTTP/1.1", "Content-Length: 1", "Content-Length: 2"),
        b"\x16\x03\x01 not http at all\r\n\r\n",
    ],
)
async def test_bytes_that_are_no_request_are_refused(port: int, sent: bytes) -> None:
    answer = await told(port, sent)
    assert answer == b"" or b" 400 " in answer.split(b"\r\n")[0]


async def test_a_caller_who_leaves_in_the_middle_is_no_fault_of_ours(
    desk: Any, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    token = f"Authorization: Bearer {desk.component.issuer.token(COORDINATOR)}"
    start = head("POST /v1/notes HTTP/1.1", token, "Content-Type: application/json", "Content-Length: 100")
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(start + b"{")
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await asyncio.sleep(0.2)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_an_answer_that_breaks_off_is_cut_and_tells_nothing(port: int, caplog: pytest.LogCaptureFixture) -> None:
    answer = await told(port, head("GET /half HTTP/1.1"))
    assert answer.endswith(b"half")
    assert "Zaphod" not in caplog.text
