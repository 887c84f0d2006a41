"""A body that is compressed once though a part of it differs each time it goes out."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"  # an empty last block


@dataclass(frozen=True)
class Pieces:
    """A body cut where a secret goes, as it is and deflated.

    Nothing is ever compressed together with the secret: every piece begins with nothing behind it (a full flush) and
    the secret is stored as it is, so that the length of an answer says nothing about it (the BREACH attack).
    """

    plain: tuple[bytes, ...]
    deflated: tuple[bytes, ...]

    @classmethod
    def of(cls, pieces: Sequence[bytes]) -> Self:
        return cls(tuple(pieces), tuple(_deflate(piece) for piece in pieces))

    def gzip(self, secret: bytes) -> bytes:
        """Return the whole as gzip, ``secret`` between each two pieces."""
        check = zlib.crc32(secret.join(self.plain))
        length = sum(map(len, self.plain)) + len(secret) * (len(self.plain) - 1)
        return b"".join([_HEAD, _stored(secret).join(self.deflated), _END, struct.pack("<LL", check, length)])


def _deflate(piece: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(piece) + squeeze.flush(zlib.Z_FULL_FLUSH)


def _stored(secret: bytes) -> bytes:
    """Return the secret as a block of its own that is not compressed (RFC 1951, 3.2.4)."""
    return b"\x00" + struct.pack("<HH", len(secret), len(secret) ^ 0xFFFF) + secret
