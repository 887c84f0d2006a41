"""A page that is compressed once though a secret of its reader stands in it and differs each time it goes out."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"  # an empty last block
_NO_TEXT = b"\xff"  # a byte that UTF-8 has nowhere
_WINDOW = 32 * 1024


@dataclass(frozen=True)
class Pieces:
    """A page of UTF-8, cut where a secret of ``hole`` bytes goes, as it is and deflated.

    A piece may point back into the pieces before it, past the secrets between them, but never into one: while it is
    deflated their places are filled with bytes that no text has. The secrets themselves are stored as they are. So the
    length of an answer says nothing about a secret (the BREACH attack).
    """

    plain: tuple[bytes, ...]
    deflated: tuple[bytes, ...]
    hole: int

    @classmethod
    def of(cls, pieces: Sequence[bytes], *, hole: int) -> Self:
        filling, before = _NO_TEXT * hole, b""
        deflated = []
        for piece in pieces:
            deflated.append(_deflate(piece, before[-_WINDOW:]))
            before += piece + filling
        return cls(tuple(pieces), tuple(deflated), hole)

    def gzip(self, secret: bytes) -> bytes:
        """Return the whole as gzip, ``secret`` between each two pieces. Raises ValueError for one of another length."""
        if len(secret) != self.hole:
            raise ValueError(f"room for {self.hole} bytes, not for {len(secret)}")
        check = zlib.crc32(secret.join(self.plain))
        length = sum(map(len, self.plain)) + len(secret) * (len(self.plain) - 1)
        return b"".join([_HEAD, _stored(secret).join(self.deflated), _END, struct.pack("<LL", check, length)])


def _deflate(piece: bytes, before: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
    return squeeze.compress(piece) + squeeze.flush(zlib.Z_SYNC_FLUSH)


def _stored(secret: bytes) -> bytes:
    """Return the secret as a block of its own that is not compressed (RFC 1951, 3.2.4)."""
    return b"\x00" + struct.pack("<HH", len(secret), len(secret) ^ 0xFFFF) + secret
