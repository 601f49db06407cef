"""Phone numbers as people write them, and as networks need them."""

from __future__ import annotations


class NotTextable(ValueError):  # noqa: N818 - what it is
    """No text message can be sent there; `reason` is `bad_number` or `not_a_mobile`."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, never the number."""
        super().__init__(reason)
        self.reason = reason


def e164(number: str, country: str | None) -> str:
    """A phone number as people write it, in E.164 such as `+393331234567`; `country` reads one without a prefix.

    Raises:
        NotTextable: It is no number one can send a text to.
    """
    import phonenumbers  # noqa: PLC0415 - 25 ms, paid by those who send

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException as error:
        raise NotTextable("bad_number") from error
    if not phonenumbers.is_valid_number(parsed):
        raise NotTextable("bad_number")
    textable = {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    }
    if phonenumbers.number_type(parsed) not in textable:
        raise NotTextable("not_a_mobile")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
