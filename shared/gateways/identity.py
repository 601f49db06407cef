"""Who somebody is: the user pool's hosted sign-in (OAuth 2.0 code flow with PKCE, RFC 7636) and its user accounts.

What a person may do is never read from here: rights stand in our own table.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from shared import aws


class SignInFailed(Exception):  # noqa: N818 - a fact, past tense
    """The user pool would not vouch for this sign-in; the reason is a short code for the log."""


@dataclass(frozen=True)
class Person:
    """Whom the pool vouches for: `sub` never changes, `email` may."""

    sub: str
    email: str


class Identity(Protocol):
    """The user pool and its twin."""

    def authorize_url(self, redirect_uri: str, state: str, verifier: str, language: str) -> str:
        """Where a browser goes to sign in."""
        ...

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Person:
        """Who signed in. Raises SignInFailed."""
        ...

    def sign_out_url(self, back: str) -> str:
        """Where a browser goes to end the pool's own session."""
        ...

    def create_user(self, email: str, *, invite: bool) -> str:
        """Make an account, or find the one there is; answers its `sub`. With `invite` the pool mails the person."""
        ...


def challenge(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class CognitoIdentity:
    """A Cognito user pool with its hosted sign-in."""

    def __init__(self, domain: str, client_id: str, pool_id: str, client: Any = None) -> None:
        """`domain` is the hosted sign-in's base URL; the admin client is made at the first use."""
        self._domain = domain
        self._client_id = client_id
        self._pool_id = pool_id
        self._client = client

    def authorize_url(self, redirect_uri: str, state: str, verifier: str, language: str) -> str:
        """Where a browser goes to sign in."""
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email",
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            "lang": language,
        }
        return f"{self._domain}/oauth2/authorize?{urlencode(asked)}"

    def sign_out_url(self, back: str) -> str:
        """Where a browser goes to end the pool's own session."""
        return f"{self._domain}/logout?{urlencode({'client_id': self._client_id, 'logout_uri': back})}"

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Person:
        """Who signed in. Raises SignInFailed."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self._client_id,
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        request = Request(  # noqa: S310 - the address is the deployment's own setting, never a caller's
            f"{self._domain}/oauth2/token",
            data=urlencode(form).encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        try:
            with urlopen(request, timeout=10) as answer:  # noqa: S310
                tokens = json.loads(answer.read(65_536))
        except HTTPError as error:
            raise SignInFailed("code_refused") from error
        except (URLError, TimeoutError, ValueError) as error:
            raise SignInFailed("pool_unreachable") from error
        return self._person(tokens.get("id_token", ""))

    def create_user(self, email: str, *, invite: bool) -> str:
        """Make an account, or find the one there is; answers its `sub`."""
        client = self._admin()
        try:
            user = client.admin_create_user(
                UserPoolId=self._pool_id,
                Username=email,
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
                **({"DesiredDeliveryMediums": ["EMAIL"]} if invite else {"MessageAction": "SUPPRESS"}),
            )["User"]
            attributes = user["Attributes"]
        except client.exceptions.UsernameExistsException:
            attributes = client.admin_get_user(UserPoolId=self._pool_id, Username=email)["UserAttributes"]
        return next(a["Value"] for a in attributes if a["Name"] == "sub")

    def _admin(self) -> Any:
        if self._client is None:
            self._client = aws.client("cognito-idp")
        return self._client

    def _person(self, token: str) -> Person:
        """Read an ID token that came straight from the pool's token endpoint.

        Its signature need not be checked then (OpenID Connect Core 1.0, section 3.1.3.7, item 6); its claims are.
        """
        try:
            claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
            fits = claims["aud"] == self._client_id and claims["token_use"] == "id"  # noqa: S105 - a kind
            if not fits or self._pool_id not in claims["iss"] or claims["exp"] < time.time():
                raise SignInFailed("token_refused")
            return Person(claims["sub"], claims.get("email", ""))
        except (IndexError, KeyError, ValueError, TypeError) as error:
            raise SignInFailed("token_unreadable") from error


class IdentityTwin:
    """A user pool in memory: codes are handed out by `sign_in`, and each is good once, with its own verifier."""

    def __init__(self) -> None:
        """Begin without users."""
        self._subs: dict[str, str] = {}
        self._codes: dict[str, tuple[str, str, str]] = {}
        self.invited: list[str] = []

    def authorize_url(self, redirect_uri: str, state: str, verifier: str, language: str) -> str:
        """Where a browser would go to sign in."""
        asked = {
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge(verifier),
            "lang": language,
        }
        return f"https://sign-in.example.com/oauth2/authorize?{urlencode(asked)}"

    def sign_out_url(self, back: str) -> str:
        """Where a browser would go to sign out."""
        return f"https://sign-in.example.com/logout?{urlencode({'logout_uri': back})}"

    def sign_in(self, email: str, redirect_uri: str, code_challenge: str) -> str:
        """What the hosted page does for a person who knows the password: answers the code of the redirect."""
        code = f"code-{len(self._codes) + 1}"
        self._codes[code] = (email, redirect_uri, code_challenge)
        return code

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Person:
        """Who signed in. Raises SignInFailed."""
        email, expected_uri, expected = self._codes.pop(code, ("", "", ""))
        if not email or expected_uri != redirect_uri or challenge(verifier) != expected:
            raise SignInFailed("code_refused")
        return Person(self._subs[email], email)

    def create_user(self, email: str, *, invite: bool) -> str:
        """Make an account, or find the one there is; answers its `sub`."""
        if invite and email not in self._subs:
            self.invited.append(email)
        return self._subs.setdefault(email, f"sub-{len(self._subs) + 1}")
