"""What AWS is assumed to ask: US East (N. Virginia), on demand, before any free tier, in dollars.

Assumptions, to be held against the price page of each service before anybody relies on a sum: DynamoDB standard table
class, Lambda on arm64, HTTP API, EventBridge custom events, SQS standard queues, CloudWatch Logs standard class, SES
outbound. Other regions differ.
"""

from typing import Final

DATE: Final = "2026-11"
MILLION: Final = 1_000_000
GIGABYTE: Final = 1024**3

WRITE_UNIT: Final = 0.625 / MILLION
READ_UNIT: Final = 0.125 / MILLION
STORED_GB_MONTH: Final = 0.25
HTTP_REQUEST: Final = 1.00 / MILLION
LAMBDA_REQUEST: Final = 0.20 / MILLION
LAMBDA_GB_SECOND: Final = 0.0000133334
BUS_EVENT: Final = 1.00 / MILLION
QUEUE_REQUEST: Final = 0.40 / MILLION
LOG_GB: Final = 0.50
MAIL: Final = 0.10 / 1000
