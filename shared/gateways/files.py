"""Objects of the files bucket: kept bodies under `inbox/`, and what long work keeps, under `jobs/`."""

from __future__ import annotations

from typing import Any, Protocol

from shared import aws

INBOX_PREFIX = "inbox/"
JOBS_PREFIX = "jobs/"


class Files(Protocol):
    """The files bucket and its twin."""

    def put(self, name: str, body: bytes) -> None:
        """Write an object whole; one of that name is replaced."""
        ...

    def get(self, name: str) -> bytes | None:
        """Read an object whole; `None` where there is none."""
        ...


class S3Files:
    """The files bucket on S3."""

    def __init__(self, bucket: str, client: Any = None) -> None:
        """Use that bucket; the client is made at the first call unless one is given."""
        self._bucket = bucket
        self._client = client

    def put(self, name: str, body: bytes) -> None:
        """Write an object whole; one of that name is replaced."""
        self._s3().put_object(Bucket=self._bucket, Key=name, Body=body, ContentType="application/octet-stream")

    def get(self, name: str) -> bytes | None:
        """Read an object whole; `None` where there is none."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - not part of a cold start

        try:
            body: bytes = self._s3().get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"NoSuchKey", "404"}:
                return None
            raise
        return body

    def _s3(self) -> Any:
        if self._client is None:
            self._client = aws.client("s3", s3={"addressing_style": "path"})
        return self._client


class FilesTwin:
    """The same in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        self.objects: dict[str, bytes] = {}

    def put(self, name: str, body: bytes) -> None:
        """Write an object whole."""
        self.objects[name] = body

    def get(self, name: str) -> bytes | None:
        """Read an object whole; `None` where there is none."""
        return self.objects.get(name)
