"""Cold starts: `python -m benchmarks.starts <what>` is one process from nothing to its first result.

`client` makes botocore's DynamoDB client; `client-and-put` also writes one item; `first-webhook` imports the webhooks
function and has it accept one delivery, which is in the environment; any other name imports that function's handler.
Nothing is imported here that the function itself would not import.
"""

import os
import sys


def main() -> None:
    """Start one thing and end."""
    what = sys.argv[1]
    if what == "client":
        _client()
    elif what == "client-and-put":
        _client().put_item(TableName="staffetta", Item={"pk": {"S": "a"}, "sk": {"S": "b"}})
    elif what == "first-webhook":
        import json

        from functions.webhooks.handler import handler

        answer = handler(json.loads(os.environ["BENCH_DELIVERY"]), None)
        if answer["statusCode"] not in {200, 202}:
            raise RuntimeError(answer)
    else:
        __import__(f"functions.{what}.handler")


def _client() -> object:
    import botocore.session

    return botocore.session.get_session().create_client("dynamodb")


if __name__ == "__main__":
    main()
