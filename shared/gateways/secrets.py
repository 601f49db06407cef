"""Secrets of connections, encrypted with KMS. Each is bound to its connection: moved elsewhere, it stays shut."""

from __future__ import annotations

from typing import Any, Protocol

from shared import aws


class SecretLost(Exception):  # noqa: N818 - a fact
    """A ciphertext cannot be opened: it belongs elsewhere or was damaged."""


class Secrets(Protocol):
    """KMS and its twin."""

    def encrypt(self, plain: str, connection: str) -> bytes:
        """The ciphertext of `plain` (at most 4 KB) for that connection."""
        ...

    def decrypt(self, sealed: bytes, connection: str) -> str:
        """The text that was encrypted for that connection. SecretLost where it was not."""
        ...


class KmsSecrets:
    """Encrypts and decrypts under one KMS key. What was decrypted is remembered by this process."""

    def __init__(self, key_id: str, client: Any = None) -> None:
        """Use the KMS key `key_id` (ARN or id); the client is made at the first call unless one is given."""
        self._key_id = key_id
        self._client = client
        self._opened: dict[tuple[bytes, str], str] = {}

    def encrypt(self, plain: str, connection: str) -> bytes:
        """The ciphertext of `plain` (at most 4 KB) for that connection."""
        answer = self._kms().encrypt(
            KeyId=self._key_id, Plaintext=plain.encode(), EncryptionContext={"connection": connection}
        )
        return bytes(answer["CiphertextBlob"])

    def decrypt(self, sealed: bytes, connection: str) -> str:
        """The text that was encrypted for that connection. SecretLost where it was not."""
        if not sealed:
            raise SecretLost
        found = self._opened.get((sealed, connection))
        if found is None:
            from botocore.exceptions import ClientError  # noqa: PLC0415 - not part of a cold start

            try:
                answer = self._kms().decrypt(
                    KeyId=self._key_id, CiphertextBlob=sealed, EncryptionContext={"connection": connection}
                )
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in _LOST:
                    raise SecretLost from error
                raise
            found = self._opened[sealed, connection] = bytes(answer["Plaintext"]).decode()
        return found

    def _kms(self) -> Any:
        if self._client is None:
            self._client = aws.client("kms")
        return self._client


_LOST = frozenset({"InvalidCiphertextException", "IncorrectKeyException", "ValidationException"})


class SecretsTwin:
    """The same in memory: a ciphertext is a name under which the text and its connection are kept."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kept: dict[bytes, tuple[str, str]] = {}

    def encrypt(self, plain: str, connection: str) -> bytes:
        """The ciphertext of `plain` for that connection."""
        sealed = f"sealed-{len(self._kept) + 1}".encode()
        self._kept[sealed] = (plain, connection)
        return sealed

    def decrypt(self, sealed: bytes, connection: str) -> str:
        """The text that was encrypted for that connection. SecretLost where it was not."""
        plain, owner = self._kept.get(bytes(sealed), ("", None))
        if owner != connection:
            raise SecretLost
        return plain
