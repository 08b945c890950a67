"""Wire: submissions and answers as frames on a stream.

A frame is four bytes of length (big-endian), one byte that says what it is, and MessagePack. Commands travel with
their kind, so that each is read back into its own type and nothing else.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ledger.domain.commands import COMMANDS, Answer, Command, Submission

POST: Final = b"P"
STATUS: Final = b"S"
ANSWERS: Final = b"A"
BUSY: Final = b"B"
"""Nothing was written; try again."""
UNKNOWN: Final = b"U"
"""The connection to the database was lost at COMMIT: the request's key will tell."""
FAILED: Final = b"F"
"""The submission could not be decided: a defect, which hurt only itself."""

HEADER_BYTES: Final = 4
FRAME_BYTES_MAX: Final = 64 * 1024 * 1024

_encoder: Final = msgspec.msgpack.Encoder()
_Envelope = tuple[str, str, str, str, str, str, str, list[tuple[str, msgspec.Raw]]]
_submissions: Final = msgspec.msgpack.Decoder(list[_Envelope])
_commands: Final[dict[str, msgspec.msgpack.Decoder[Any]]] = {
    kind: msgspec.msgpack.Decoder(cls) for kind, cls in COMMANDS.items()
}
_answers: Final = msgspec.msgpack.Decoder(tuple[Answer, ...])


class FrameRefused(ValueError):
    """Bytes that are not a frame of this wire."""


def frame(kind: bytes, body: bytes = b"") -> bytes:
    """Make a frame."""
    return (len(body) + 1).to_bytes(HEADER_BYTES) + kind + body


def length_of(header: bytes) -> int:
    """Give how many bytes follow a header.

    Raises:
        FrameRefused: for an empty or an oversized frame.
    """
    length = int.from_bytes(header)
    if not 1 <= length <= FRAME_BYTES_MAX:
        raise FrameRefused(f"expected a frame of 1 to {FRAME_BYTES_MAX} bytes, found {length}")
    return length


def limit_waits(connection: socket.socket, seconds: float) -> None:
    """Let the kernel end every wait on a connection after some seconds, which spares a poll before every call."""
    limit = struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        connection.setsockopt(socket.SOL_SOCKET, option, limit)


def taken_from(received: bytearray) -> tuple[bytes, bytes] | None:
    """Take the first whole frame off what was received: its kind and its body; None where there is none yet.

    Raises:
        FrameRefused: see ``length_of``.
    """
    if len(received) < HEADER_BYTES:
        return None
    end = HEADER_BYTES + length_of(bytes(received[:HEADER_BYTES]))
    if len(received) < end:
        return None
    kind, body = bytes(received[HEADER_BYTES : HEADER_BYTES + 1]), bytes(received[HEADER_BYTES + 1 : end])
    del received[:end]
    return kind, body


def encode_submissions(submissions: Sequence[Submission]) -> bytes:
    """Write submissions."""
    return _encoder.encode(
        [
            (
                one.client,
                one.organization,
                one.seed,
                one.request,
                one.fingerprint,
                one.trace_id,
                one.mode,
                [(command.KIND, command) for command in one.commands],
            )
            for one in submissions
        ]
    )


def decode_submissions(body: bytes) -> tuple[Submission, ...]:
    """Read what ``encode_submissions`` wrote.

    Raises:
        FrameRefused: for anything else.
    """
    try:
        return tuple(
            Submission(
                client=client,
                organization=organization,
                seed=seed,
                commands=tuple(_command(kind, raw) for kind, raw in commands),
                request=request,
                fingerprint=fingerprint,
                trace_id=trace_id,
                mode="atomic" if mode == "atomic" else "independent",
            )
            for client, organization, seed, request, fingerprint, trace_id, mode, commands in _submissions.decode(body)
        )
    except (msgspec.MsgspecError, KeyError) as error:
        raise FrameRefused(str(error)) from error


def _command(kind: str, raw: msgspec.Raw) -> Command:
    command: Command = _commands[kind].decode(raw)
    return command


def encode_answers(answers: Sequence[Answer]) -> bytes:
    """Write answers."""
    return _encoder.encode(tuple(answers))


def decode_answers(body: bytes) -> tuple[Answer, ...]:
    """Read what ``encode_answers`` wrote."""
    return _answers.decode(body)


def encode_status(status: object) -> bytes:
    """Write the writer's account of itself."""
    return _encoder.encode(status)
