"""Archives that cost much for their size."""

import struct
import zlib

from bench.faults.costly.made import Filler, packed


def overlapping(count: int, content: bytes) -> bytes:
    """An archive all of whose members are the same bytes."""
    data = zlib.compress(content, 9)[2:-4]
    name = b"a.txt"
    crc = zlib.crc32(content)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), len(content), len(name), 0) + name
    central = b"".join(
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), len(content), len(name), 0, 0, 0, 0, 0, 0) + name
        for _ in range(count)
    )  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), len(local) + len(data), 0)
    return local + data + central + end


ARCHIVES: dict[str, Filler] = {
    "members": lambda n: packed({f"{k}.txt": "公" for k in range(n // 110)}),
    "names": lambda n: packed({"a/" * (min(n, 60_000) // 2) + "b.txt": "公"}),
    "overlapping": lambda n: overlapping(n // 50, b"\xe5" * 1_000_000),
    "zeros": lambda n: packed({"a.txt": b"\0" * (30 * 2**20)}),
    "many of zeros": lambda n: packed({f"{k}.txt": b"\xe5" * (30 * 2**20) for k in range(20)}),
    "signs": lambda n: b"PK\3\4" * (n // 4),
    "directory signs": lambda n: b"PK\3\4" + b"PK\1\2" * (n // 4) + b"PK\5\6" + b"\0" * 18,
}  # fmt: skip
