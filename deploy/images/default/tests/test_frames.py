"""Frames: what is written is read back, in whatever pieces it arrives."""

import os
import unittest

from ingot_grader import frames

# From the protocol reference: run_student_retval 253 of socket "pabc".
GOLDEN = bytes.fromhex(
    "0000003183a474797065b272756e5f73747564656e745f72657476616ca672657476616cccfda9736f636b65745f6964a470616263"
)
MESSAGE = {"type": "run_student_retval", "retval": 253, "socket_id": "pabc"}


class FramesTest(unittest.TestCase):
    def setUp(self):
        self.out, self.into = os.pipe()
        self.reader = frames.FrameReader(self.out)
        self.addCleanup(os.close, self.out)

    def close_writer(self):
        os.close(self.into)

    def test_encodes_the_bytes_of_the_reference(self):
        self.assertEqual(GOLDEN, frames.encode(MESSAGE))
        self.close_writer()

    def test_reads_a_frame_that_arrives_byte_by_byte(self):
        seen = []
        for number in GOLDEN:
            os.write(self.into, bytes([number]))
            seen += self.reader.read_available()
        self.assertEqual([MESSAGE], seen)
        self.close_writer()

    def test_reads_two_frames_that_arrive_at_once(self):
        os.write(self.into, GOLDEN + GOLDEN)
        self.assertEqual([MESSAGE, MESSAGE], self.reader.read_available())
        self.close_writer()

    def test_tells_the_end_of_the_stream(self):
        os.write(self.into, GOLDEN[:7])
        self.close_writer()
        self.assertIsNone(self.reader.read_one())

    def test_keeps_bytes_and_text_apart(self):
        message = {"text": "é", "bytes": b"\xff\x00", "large": b"x" * 40_000}
        frames.write(self.into, message)
        self.close_writer()
        self.assertEqual(message, self.reader.read_one())
