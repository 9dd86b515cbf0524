"""Frames on a byte stream: a 4-byte big-endian length, then one MessagePack map."""

import os
import select

from msgpack import packb, unpackb


def encode(message):
    body = packb(message, use_bin_type=True)
    return len(body).to_bytes(4, "big") + body


def write(fd, message):
    """Writes one whole frame."""
    write_all(fd, encode(message))


def write_all(fd, content):
    """Writes all bytes, also to a non-blocking descriptor."""
    rest = memoryview(content)
    while rest:
        try:
            rest = rest[os.write(fd, rest):]
        except BlockingIOError:
            select.select([], [fd], [])


class FrameWriter:
    """
    Writes frames to a descriptor, which it makes non-blocking: data that does not fit is buffered until the next `flush`.

    `close` makes the descriptor blocking again and writes the rest, however long that takes.
    """

    def __init__(self, fd):
        self.fd = fd
        self._buffer = bytearray()
        os.set_blocking(fd, False)

    def __len__(self):
        return len(self._buffer)

    def put(self, message):
        self._buffer += encode(message)
        self.flush()

    def flush(self):
        try:
            while self._buffer:
                del self._buffer[: os.write(self.fd, self._buffer)]
        except BlockingIOError:
            pass

    def close(self):
        os.set_blocking(self.fd, True)
        self.flush()


class FrameReader:
    """Splits the bytes of a descriptor into frames."""

    CHUNK = 1 << 20

    def __init__(self, fd):
        self.fd = fd
        self._buffer = bytearray()

    def read_available(self):
        """Reads once and returns the messages now complete, or None when the stream has ended."""
        try:
            chunk = os.read(self.fd, self.CHUNK)
        except BlockingIOError:  # a spurious wake-up: there is no data yet
            return []
        if not chunk:
            return None
        self._buffer += chunk
        return list(self._complete())

    def read_one(self):
        """Waits for the next message; None when the stream ends before it. The peer must send nothing else before the answer."""
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
