"""Money: integer minor units inside, decimal strings outside, never a float.

How many decimals a currency has is ISO 4217's exponent (list one, amendment 179): yen none, euro two, Kuwaiti dinar
three, unidad de fomento four. Codes that went out of use lately stay known, for orders are kept for years.
"""

from __future__ import annotations

import re
from typing import Final

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
    "SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG "
    "YER ZAR ZMW ZWG ZWL"
)
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

EXPONENTS: Final[dict[str, int]] = {
    code: digits for digits, codes in ((0, _NONE), (2, _TWO), (3, _THREE), (4, _FOUR)) for code in codes.split()
}
"""Currency code -> how many decimals its amounts have."""

AMOUNT_PATTERN: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,20})?$"
"""An amount as text: at most fifteen digits before the point and twenty after it."""

_AMOUNT = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,20}))?")


class NotMoney(ValueError):  # noqa: N818 - a word of the glossary reads better than NotMoneyError
    """The text is no amount, or the currency is not one of ISO 4217."""


def exponent(currency: str) -> int:
    """How many decimals an amount in `currency` has.

    Raises:
        NotMoney: Nobody knows this currency.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise NotMoney("not an ISO 4217 currency") from None


def to_minor(text: str, currency: str) -> int:
    """The minor units (cents) of a decimal string; what lies beyond the currency's decimals is rounded half to even.

    Whether something was rounded away tells `is_exact`.

    Raises:
        NotMoney: The text is no amount of at most fifteen digits, or the currency is unknown.
    """
    digits = exponent(currency)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise NotMoney("not an amount")
    sign, whole, fraction = match[1], match[2], match[3] or ""
    minor = int(whole + fraction[:digits].ljust(digits, "0"))
    beyond = fraction[digits:].rstrip("0")
    if beyond > "5" or (beyond == "5" and minor % 2):
        minor += 1
    return -minor if sign else minor


def is_exact(text: str, currency: str) -> bool:
    """Whether `to_minor` keeps all of the amount: false where it has more decimals than the currency.

    Raises:
        NotMoney: As `to_minor`.
    """
    digits = exponent(currency)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise NotMoney("not an amount")
    return not (match[3] or "")[digits:].rstrip("0")


def to_text(minor: int, currency: str) -> str:
    """The decimal string of minor units, with exactly the currency's decimals: `to_text(1990, "EUR") == "19.90"`.

    Raises:
        NotMoney: Nobody knows this currency.
    """
    digits = exponent(currency)
    if not digits:
        return str(minor)
    sign = "-" if minor < 0 else ""
    text = str(abs(minor)).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}"
