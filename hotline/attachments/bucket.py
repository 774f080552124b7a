"""Where cleaned files lie when several machines share them: a bucket of an object store that speaks S3.

The address names everything: ``s3+https://KEY:SECRET@host[:port]/bucket[/prefix][?region=…]``. Knows no ticket.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from hotline.attachments.store import GONE, NOT_NOW
from hotline.errors import ConfigurationError, NotFound, StoreAway

SCHEMES = {"s3+https": True, "s3+http": False}
MISSPELT = "HOTLINE_ATTACHMENTS_URL 应写成 s3+https://访问键:密钥@主机/存储桶，可加 /前缀 和 ?region=地域。"
PATIENCE = Timeout(connect=3, read=20)  # seconds; a citizen waits meanwhile
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A bucket of objects by digest; the secret is never shown."""

    host: str
    bucket: str
    prefix: str
    secure: bool
    region: str | None
    key: str
    secret: str

    @classmethod
    def from_url(cls, url: str) -> "Bucket":
        """Read the address; raises ConfigurationError where it is misspelt, without quoting what may be a secret."""
        try:
            parts = urlsplit(url)
            named = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
            host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
        except ValueError as error:
            raise ConfigurationError(MISSPELT) from error
        bucket, _, prefix = parts.path.strip("/").partition("/")
        if parts.scheme not in SCHEMES or not (host and bucket and parts.username and parts.password):
            raise ConfigurationError(MISSPELT)
        if set(named) - {"region"}:
            raise ConfigurationError(MISSPELT)
        return cls(
            host=host,
            bucket=bucket,
            prefix=f"{prefix}/" if prefix else "",
            secure=SCHEMES[parts.scheme],
            region=named.get("region"),
            key=unquote(parts.username),
            secret=unquote(parts.password),
        )

    def __repr__(self) -> str:
        """Return it without key and secret."""
        return f"Bucket({self.host}/{self.bucket}/{self.prefix})"

    def __str__(self) -> str:
        """Return in words where the files lie."""
        return f"{self.host} 的存储桶 {self.bucket}/{self.prefix}".rstrip("/")

    def put(self, content: bytes) -> str:
        """Keep the content, acknowledged by the store before this returns, and return its SHA-256."""
        digest = sha256(content).hexdigest()
        self._ask(lambda: self._client.put_object(self.bucket, self._name(digest), io.BytesIO(content), len(content)))
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content; raises NotFound where it is gone."""
        return self._ask(lambda: self._read(digest), trouble=NOT_NOW)

    def list_put_before(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of what was last put before a moment."""
        found = self._client.list_objects(self.bucket, prefix=self.prefix, recursive=True)
        while (each := self._ask(lambda: next(found, None))) is not None:
            digest = (each.object_name or "").rpartition("/")[2]
            if len(digest) == sha256().digest_size * 2 and each.last_modified and each.last_modified < moment:
                yield digest

    def remove(self, digest: str, *, put_before: datetime) -> bool:
        """Remove what was last put before a moment; tell whether it was.

        S3 cannot ask and remove in one step: what is put within these milliseconds would be lost with it.
        """
        try:
            found = self._ask(lambda: self._client.stat_object(self.bucket, self._name(digest)))
        except NotFound:
            return False
        if found.last_modified is None or found.last_modified >= put_before:
            return False
        self._ask(lambda: self._client.remove_object(self.bucket, self._name(digest)))
        return True

    def find_trouble(self) -> str:
        """Return in words what hinders keeping and reading, "" where nothing does."""
        try:
            found = self._ask(lambda: self._client.bucket_exists(self.bucket))
        except StoreAway as error:
            return f"{self.host} 无法使用（{type(error.__cause__).__name__}：{_code_of(error.__cause__)}）"
        return "" if found else f"{self.host} 上没有存储桶 {self.bucket}"

    @cached_property
    def _client(self) -> Minio:
        again = Retry(total=2, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
        web = PoolManager(timeout=PATIENCE, maxsize=10, retries=again)
        return Minio(
            self.host,
            access_key=self.key,
            secret_key=self.secret,
            secure=self.secure,
            region=self.region,
            http_client=web,
        )

    def _read(self, digest: str) -> bytes:
        answer = self._client.get_object(self.bucket, self._name(digest))
        try:
            content: bytes = answer.read()
            return content
        finally:
            answer.close()
            answer.release_conn()

    def _name(self, digest: str) -> str:
        return f"{self.prefix}{digest[:2]}/{digest}"

    def _ask(self, question: Callable[[], T], *, trouble: str = "") -> T:
        try:
            return question()
        except S3Error as error:
            if error.code == "NoSuchKey":
                raise NotFound(GONE) from error
            raise StoreAway(trouble) from error
        except (MinioException, HTTPError, OSError) as error:
            raise StoreAway(trouble) from error


def _code_of(error: BaseException | None) -> str:
    return str(error.code) if isinstance(error, S3Error) else "没有应答"
