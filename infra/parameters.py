"""What a deployment is told by value, because it is known only afterwards."""

from __future__ import annotations

import aws_cdk as cdk


def public_url(stack: cdk.Stack) -> str:
    """Declare the parameter that tells `stack` the base URL for customers and staff, without a trailing slash.

    Each stack has its own: an exported value cannot change while another stack imports it.
    """
    return cdk.CfnParameter(
        stack, "PublicUrl", default="https://pending.invalid", description="Base URL for customers and staff"
    ).value_as_string
