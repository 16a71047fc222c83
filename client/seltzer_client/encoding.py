"""Batches as bytes: canonical JSON, its digest, and gzip around it."""

import base64
import gzip
import hashlib
import zlib
from dataclasses import dataclass

from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.wire.ingest import IngestBatch

MAX_BATCH_BYTES = 64 * 1024 * 1024
"""Bound on a batch read back from disk, without compression."""

_GZIP_WINDOW = 31


class CorruptBatchError(ValueError):
    """Bytes that are no batch, or not the batch that their digest names."""


@dataclass(frozen=True, slots=True)
class EncodedBatch:
    """A batch ready to be stored and sent.

    Attributes:
        sha256: Digest of the canonical JSON, 64 hex digits: the identity of the batch.
        content: The canonical JSON in UTF-8 under gzip; equal batches give equal bytes.
    """

    sha256: str
    content: bytes

    @property
    def content_digest(self) -> str:
        """Give the `Content-Digest` header of RFC 9530, which is about the bytes as sent."""
        digest = hashlib.sha256(self.content).digest()
        return f"sha-256=:{base64.b64encode(digest).decode('ascii')}:"


def encode_batch(batch: IngestBatch) -> EncodedBatch:
    """Give the one byte form of a batch."""
    text = canonical_json(batch.model_dump(mode="json"))
    return EncodedBatch(sha256_hex(text), compress(text))


def compress(text: str) -> bytes:
    """Give a text in UTF-8 under gzip, the same bytes for each attempt to send it."""
    # A fixed time in the gzip header, or the bytes would change.
    return gzip.compress(text.encode("utf-8"), compresslevel=6, mtime=0)


def check_batch(content: bytes, *, sha256: str) -> EncodedBatch:
    """Give a batch read from disk, once its bytes are what the digest says.

    Raises:
        CorruptBatchError: they are not.
    """
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        body = unpacker.decompress(content, MAX_BATCH_BYTES)
    except zlib.error as error:
        raise CorruptBatchError("the file is not gzip data") from error
    if not unpacker.eof or unpacker.unused_data:
        raise CorruptBatchError("the file is cut off, too long or has data after its end")
    if hashlib.sha256(body).hexdigest() != sha256:
        raise CorruptBatchError("the content is not what the digest in the name says")
    return EncodedBatch(sha256, content)
