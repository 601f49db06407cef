"""What a deployment is: its name and what its owner decides, read from the environment of `cdk`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr

LOCAL = "local"
NAME = re.compile(r"[a-z][a-z0-9]{1,11}")


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment.

    name: part of every resource name; `local` is the emulator on this machine.
    mail_from: sender of customer e-mail, `Name <address>`; its domain must be verified in SES.
    sms_sender: sender id of SMS, empty where the country has none.
    alarm_email: who hears of an alarm, empty for nobody.
    domain, certificate: host name of our own and the ARN of its certificate (us-east-1), both or neither.
    packaged: False leaves third-party packages out of the bundles: quicker, but nothing that runs in AWS.
    """

    name: str = "prod"
    mail_from: str = "Staffetta <orders@example.com>"
    sms_sender: str = ""
    alarm_email: str = ""
    domain: str = ""
    certificate: str = ""
    packaged: bool = True

    def __post_init__(self) -> None:
        """Refuse what would only fail in the middle of a deployment. Raises ValueError."""
        if not NAME.fullmatch(self.name):
            message = f"STAGE must be 2 to 12 lower-case letters or digits, starting with a letter: {self.name!r}"
            raise ValueError(message)
        if "@" not in self.mail_address:
            message = f"MAIL_FROM must hold an e-mail address: {self.mail_from!r}"
            raise ValueError(message)
        if bool(self.domain) != bool(self.certificate):
            message = "DOMAIN and CERTIFICATE_ARN go together"
            raise ValueError(message)

    @property
    def local(self) -> bool:
        """Whether this is the emulator on one machine, where nothing is kept."""
        return self.name == LOCAL

    @property
    def at_once(self) -> int:
        """How many copies of one reactor work at a time: few on one machine, where each is a process to start."""
        return 2 if self.local else 20

    @property
    def mail_address(self) -> str:
        """The bare address of `mail_from`."""
        return parseaddr(self.mail_from)[1]

    def named(self, thing: str) -> str:
        """The name of a resource: `staffetta-<stage>-<thing>`."""
        return f"staffetta-{self.name}-{thing}"


def read_stage(environment: Mapping[str, str]) -> Stage:
    """Read STAGE, MAIL_FROM, SMS_SENDER, ALARM_EMAIL, DOMAIN, CERTIFICATE_ARN and BUNDLE (`skip`).

    The local stage is the same for everybody, whatever else the environment says.
    """
    if environment.get("STAGE") == LOCAL:
        return local_stage()
    default = Stage()
    return Stage(
        name=environment.get("STAGE") or default.name,
        mail_from=environment.get("MAIL_FROM") or default.mail_from,
        sms_sender=environment.get("SMS_SENDER", ""),
        alarm_email=environment.get("ALARM_EMAIL", ""),
        domain=environment.get("DOMAIN", ""),
        certificate=environment.get("CERTIFICATE_ARN", ""),
        packaged=environment.get("BUNDLE") != "skip",
    )


def local_stage() -> Stage:
    """The stage of one machine."""
    return Stage(name=LOCAL, mail_from="Staffetta Demo <orders@shop.example.com>", sms_sender="Staffetta")
