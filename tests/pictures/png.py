"""PNG files of few colours: a palette and one byte a pixel, which nothing that is installed writes."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
EIGHT_BITS, PALETTE = 8, 3


def written(width: int, palette: bytes, rows: list[bytes]) -> bytes:
    """A PNG file. `palette` holds red, green and blue of each colour; a row, one byte a pixel: its place there."""
    header = struct.pack(">IIBBBBB", width, len(rows), EIGHT_BITS, PALETTE, 0, 0, 0)
    unfiltered = b"".join(b"\0" + row for row in rows)
    chunks = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(unfiltered, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
