#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the byte vectors of docs/evidence.md beside this file.

It knows the format from that page alone and has its checksums from zlib, so that the vectors are
independent of the two programs that are tested against them. The vectors are kept in the repository; run
this only to change them:  python3 make-vectors.py
"""
import os
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
HELLO, MARK, DATA, END, NOTE, SEAL = range(1, 7)
KINDS = {HELLO: "HELLO", MARK: "MARK", DATA: "DATA", END: "END", NOTE: "NOTE", SEAL: "SEAL"}
CUT, UNREADABLE = 1, 2


class Frame:
    """A frame, with every field open to being wrong."""

    def __init__(self, kind, name, payload=b"", flags=0, **wrong):
        self.kind, self.name, self.payload, self.flags = kind, name, payload, flags
        self.wrong = wrong

    def parts(self, sequence):
        name = self.name.encode("utf-8")
        sequence = self.wrong.get("sequence", sequence)
        length = self.wrong.get("length", len(self.payload))
        magic = self.wrong.get("magic", b"BMX1")
        header = magic + struct.pack("<BBHII", self.kind, self.flags, len(name), sequence, length)
        crc = zlib.crc32(header + name + self.payload) ^ self.wrong.get("crc_xor", 0)
        kind = KINDS.get(self.kind, "kind %d" % self.kind)
        yield header[:4], "magic"
        yield header[4:8], "kind %s, flags %d, name length %d" % (kind, self.flags, len(name))
        yield header[8:12], "sequence %d" % sequence
        yield header[12:16], "payload length %d" % length
        yield name, "name '%s'" % "".join(c if " " < c < "\x7f" else "?" for c in self.name)
        if self.payload:
            yield self.payload, "payload"
        yield struct.pack("<I", crc), "checksum"


hello = Frame(HELLO, "bootmatrix", b"version=1\n")


def mark(stage, nanoseconds):
    return Frame(MARK, stage, struct.pack("<Q", nanoseconds))


def end(name, content=b"", flags=0, error=None, length=None, crc=None):
    payload = struct.pack("<QI", len(content) if length is None else length,
                          zlib.crc32(content) if crc is None else crc)
    if error is not None:
        payload += struct.pack("<i", error)
    return Frame(END, name, payload, flags)


def seal(items, total):
    return Frame(SEAL, "bootmatrix", struct.pack("<IQ", items, total))


def hexadecimal(data):
    rows = [data[i:i + 16] for i in range(0, len(data), 16)]
    return "\n".join(" ".join("%02x" % byte for byte in row) for row in rows)


def write(path, expect, about, frames, complete=False, keep=None):
    lines = ["# expect: " + expect]
    if expect == "ok":
        lines.append("# complete: " + ("yes" if complete else "no"))
    lines += ["# " + line for line in about.split("\n")]
    count = 0
    for sequence, frame in enumerate(frames):
        lines.append("")
        for data, meaning in frame.parts(sequence):
            if keep is not None and count + len(data) > keep:
                data, meaning = data[:keep - count], meaning + ", cut off here"
            if data:
                lines += ["# " + meaning, hexadecimal(data)]
            count += len(data)
            if keep == count:
                break
    with open(os.path.join(HERE, path), "w", encoding="ascii", newline="\n") as out:
        out.write("\n".join(lines) + "\n")


def good():
    write("hello.txt", "ok", "The first frame of every stream.", [hello])
    write("mark.txt", "ok", "A stage begins, 1.234567890 s after the guest's clock started.",
          [hello, mark("udev", 1234567890)])
    version = b"Linux version 6.12\n"
    write("data-end.txt", "ok", "An item in two pieces, then its end.",
          [hello, Frame(DATA, "version", version[:6]), Frame(DATA, "version", version[6:]), end("version", version)])
    write("empty-item.txt", "ok", "An empty item is END alone; the CRC-32 of nothing is 0.", [hello, end("uevents")])
    write("cut-item.txt", "ok", "An item that the guest cut at its bound: END has flag 1.",
          [hello, Frame(DATA, "kmsg", b"6,0,0,-;a\n"), end("kmsg", b"6,0,0,-;a\n", CUT)])
    write("unreadable-item.txt", "ok", "An item that could not be read: END has flag 2, and the errno (2, ENOENT).",
          [hello, end("stats", b"", UNREADABLE, 2)])
    write("cut-short-by-error.txt", "ok", "Reading failed (5, EIO) after three bytes, which are kept.",
          [hello, Frame(DATA, "trace", b"# t"), end("trace", b"# t", UNREADABLE, 5)])
    write("note.txt", "ok", "Words for the person who reads the log; UTF-8.",
          [hello, Frame(NOTE, "info", b"all is well"), Frame(NOTE, "error", "no modules disk \u2014 none found".encode())])
    write("module-name.txt", "ok", "Below buildid/module/ a name may hold capitals.",
          [hello, Frame(DATA, "buildid/module/BusLogic", b"\x04\x00"), end("buildid/module/BusLogic", b"\x04\x00")])
    write("seal.txt", "ok", "A stream without items is complete: no END frames, no bytes.", [hello, seal(0, 0)], True)
    write("whole.txt", "ok", "A whole small stream: a mark, a note, three items of 3 + 0 + 5 bytes, the seal.",
          [hello, mark("init", 1), Frame(NOTE, "info", b"hi"), Frame(DATA, "counters/modcount", b"22\n"),
           end("counters/modcount", b"22\n"), end("stats", b"", UNREADABLE, 2), Frame(DATA, "cmdline", b"quiet"),
           end("cmdline", b"quiet"), mark("collected", 2), seal(3, 8)], True)


def bad():
    item = [Frame(DATA, "version", b"abc"), end("version", b"abc")]
    note = Frame(NOTE, "info", b"hi")

    def wrong(name, expect, about, frames, keep=None):
        write("bad/%s.txt" % name, expect, about, frames, keep=keep)

    wrong("magic", "magic", "The second frame begins with BMX2.", [hello, Frame(NOTE, "info", b"hi", magic=b"BMX2")])
    wrong("checksum", "checksum", "One bit of a frame's checksum is flipped.",
          [hello, Frame(NOTE, "info", b"hi", crc_xor=1)])
    wrong("sequence-gap", "sequence", "Frame 1 is missing.", [hello, Frame(NOTE, "info", b"hi", sequence=2)])
    wrong("sequence-repeat", "sequence", "Frame 0 comes twice.", [hello, Frame(NOTE, "info", b"hi", sequence=0)])
    wrong("payload-too-long", "length", "A header that announces 65,537 bytes; to be refused without waiting for them.",
          [hello, Frame(DATA, "version", b"", length=65537)])
    wrong("note-too-long", "length", "A note of 1,025 bytes.", [hello, Frame(NOTE, "info", b"x" * 1025)])
    wrong("mark-length", "length", "A mark of 7 bytes.", [hello, Frame(MARK, "init", b"\1" * 7)])
    wrong("end-length", "length", "END says unreadable, but has no errno.",
          [hello, Frame(END, "stats", struct.pack("<QI", 0, 0), UNREADABLE)])
    wrong("name-empty", "name", "A name of no bytes.", [hello, Frame(NOTE, "", b"hi")])
    wrong("name-too-long", "name", "A name of 97 bytes.", [hello, Frame(DATA, "a" * 97, b"hi")])
    wrong("name-parent", "name", "A name that climbs out.", [hello, Frame(DATA, "../x", b"hi")])
    wrong("name-absolute", "name", "A name that starts at the root.", [hello, Frame(DATA, "/etc/passwd", b"hi")])
    wrong("name-empty-part", "name", "A part of no bytes.", [hello, Frame(DATA, "counters//x", b"hi")])
    wrong("name-control", "name", "A name with an escape character.", [hello, Frame(DATA, "a\x1b[2J", b"hi")])
    wrong("name-capital", "name", "A capital outside buildid/module/.", [hello, Frame(DATA, "Version", b"hi")])
    wrong("kind", "kind", "A frame of kind 9.", [hello, Frame(9, "info", b"hi")])
    wrong("flags", "flags", "A flag that is not defined.", [hello, end("stats", b"", 4)])
    wrong("flags-on-data", "flags", "A flag on a frame that is not END.", [hello, Frame(DATA, "stats", b"hi", CUT)])
    wrong("no-hello", "hello", "The stream begins with a note.", [note])
    wrong("version", "version", "A version that this page does not describe.",
          [Frame(HELLO, "bootmatrix", b"version=2\n")])
    wrong("item-length", "item", "END says 4 bytes, DATA had 3.",
          [hello, item[0], end("version", b"abc", length=4)])
    wrong("item-checksum", "item", "END has the checksum of other bytes.",
          [hello, item[0], end("version", b"abc", crc=zlib.crc32(b"abd"))])
    wrong("item-twice", "duplicate", "The same item a second time.", [hello] + item + item)
    wrong("item-interleaved", "order", "DATA of another item before the first one's END.",
          [hello, item[0], Frame(DATA, "kmsg", b"x")])
    wrong("item-open-at-seal", "order", "SEAL while an item has no END.", [hello, item[0], seal(0, 0)])
    wrong("seal-items", "seal", "SEAL counts two items; there was one.", [hello] + item + [seal(2, 3)])
    wrong("seal-bytes", "seal", "SEAL counts four bytes; there were three.", [hello] + item + [seal(1, 4)])
    wrong("hello-again", "hello", "HELLO a second time.", [hello, hello])
    wrong("mark-name", "name", "A stage that is not in the table.", [hello, mark("lunch", 1)])
    wrong("truncated-header", "truncated", "The stream ends within a header.", [hello, note], keep=40 + 10)
    wrong("truncated-payload", "truncated", "The stream ends within a payload.", [hello, note], keep=40 + 21)


if __name__ == "__main__":
    os.makedirs(os.path.join(HERE, "bad"), exist_ok=True)
    good()
    bad()
