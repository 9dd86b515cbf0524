"""Frames on a byte stream: a 4-byte big-endian length, then one MessagePack map."""

import os

from msgpack import packb, unpackb


def encode(message):
    body = packb(message, use_bin_type=True)
    return len(body).to_bytes(4, "big") + body


def write(fd, message):
    """Writes one whole frame to a blocking descriptor."""
    rest = memoryview(encode(message))
    while rest:
        rest = rest[os.write(fd, rest):]


class FrameReader:
    """Cuts frames out of a descriptor's bytes. A length is complete or not there: nothing is guessed."""

    CHUNK = 1 << 20

    def __init__(self, fd):
        self.fd = fd
        self._buffer = bytearray()

    def read_available(self):
        """Reads once and returns the messages now complete, or None when the stream has ended."""
        chunk = os.read(self.fd, self.CHUNK)
        if not chunk:
            return None
        self._buffer += chunk
        return list(self._complete())

    def read_one(self):
        """Blocks for the next message; None when the stream ends before it. The peer says nothing unasked after it."""
        while True:
            messages = self.read_available()
            if messages is None:
                return None
            if messages:
                return messages[0]

    def _complete(self):
        while len(self._buffer) >= 4:
            end = 4 + int.from_bytes(self._buffer[:4], "big")
            if len(self._buffer) < end:
                return
            yield unpackb(memoryview(self._buffer)[4:end], raw=False, strict_map_key=False)
            del self._buffer[:end]
