"""What AWS is asked for. cdk-nag is part of the synthesis: a finding without a reason fails every test here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra.data import SIGN_IN_CALLBACK
from infra.roster import ROSTER
from infra.uv import ROOT
from shared.gateways.flows import SLICE_TRIES
from shared.operations.sign_in import callback_url
from shared.store import table as shape

pytestmark = pytest.mark.xdist_group("synthesis")
DAY = 86_400


def function_name(logical: str) -> str:
    """`Webhooks9F3A...` -> `webhooks`."""
    return re.sub(r"[0-9A-F]{8}$", "", logical).lower()


def statements(stacks: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for stack in stacks.values():
        for name, policy in stack.of("AWS::IAM::Policy").items():
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def actions(statement: dict[str, Any]) -> list[str]:
    found = statement["Action"]
    return [found] if isinstance(found, str) else found


def test_no_role_may_scan_or_do_everything_with_the_table(stacks: Mapping[str, Any]) -> None:
    wanted = [action for _, statement in statements(stacks) for action in actions(statement)]

    assert "dynamodb:PutItem" in wanted
    assert [action for action in wanted if action == "dynamodb:Scan" or action.endswith(":*") or action == "*"] == []


def test_only_listing_streams_and_texting_a_number_have_no_narrower_resource(stacks: Mapping[str, Any]) -> None:
    wide = {tuple(actions(statement)) for _, statement in statements(stacks) if statement.get("Resource") == "*"}
    inverted = {tuple(actions(statement)) for _, statement in statements(stacks) if "NotResource" in statement}

    assert wide == {("dynamodb:ListStreams",)}
    assert inverted == {("sns:Publish",)}


def test_only_notify_may_send_and_only_webhooks_and_automate_may_open_secrets(stacks: Mapping[str, Any]) -> None:
    def holders(action: str) -> set[str]:
        found = (name for name, statement in statements(stacks) if action in actions(statement))
        return {name.split("Role")[0].lower() for name in found}

    assert holders("ses:SendEmail") == {"notify"}
    assert holders("sns:Publish") == {"notify"}
    assert holders("kms:Decrypt") == {"webhooks", "automate"}
    assert holders("events:PutEvents") == {"relay", "automate", "clock"}


def test_the_relay_gives_a_batch_up_in_time_and_keeps_what_it_gave_up(stacks: Mapping[str, Any]) -> None:
    mappings = stacks["App"].of("AWS::Lambda::EventSourceMapping").values()
    (stream,) = [mapping for mapping in mappings if "StartingPosition" in mapping]

    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["MaximumRetryAttempts"] <= 5
    assert stream["MaximumRecordAgeInSeconds"] <= 6 * 3600
    assert "Destination" in stream["DestinationConfig"]["OnFailure"]
    patterns = [json.loads(found["Pattern"]) for found in stream["FilterCriteria"]["Filters"]]
    assert {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "EVENT#"}]}}}} in patterns


def test_each_queue_waits_six_times_its_function_and_keeps_what_fails_for_fourteen_days(
    stacks: Mapping[str, Any],
) -> None:
    app = stacks["App"]
    queues = app.of("AWS::SQS::Queue")
    fed = {
        mapping["EventSourceArn"]["Fn::GetAtt"][0]: mapping
        for mapping in app.of("AWS::Lambda::EventSourceMapping").values()
        if "StartingPosition" not in mapping
    }
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in queues.values()
        if "RedrivePolicy" in queue
    }

    assert len(fed) == 6
    for name, mapping in fed.items():
        function = app.of("AWS::Lambda::Function")[mapping["FunctionName"]["Ref"]]
        assert queues[name]["VisibilityTimeout"] >= 6 * function["Timeout"], name
        assert queues[name]["RedrivePolicy"]["maxReceiveCount"] == 5, name
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
    assert set(fed).isdisjoint(dead)
    assert all(queue["MessageRetentionPeriod"] == 14 * DAY for name, queue in queues.items() if name not in fed)


def test_every_dead_letter_queue_and_every_function_has_an_alarm(stacks: Mapping[str, Any]) -> None:
    alarms = {
        alarm["AlarmName"].removeprefix("staffetta-prod-")
        for alarm in stacks["Ops"].of("AWS::CloudWatch::Alarm").values()
    }
    dead = {
        queue["QueueName"].removeprefix("staffetta-prod-").removesuffix("-dead")
        for queue in stacks["App"].of("AWS::SQS::Queue").values()
        if queue["QueueName"].endswith("-dead")
    }

    assert {f"{name}-dead-letters" for name in dead} <= alarms
    assert {f"{name}-errors" for name in ROSTER} <= alarms
    assert {"relay-dead-letters", "clock-dead-letters", "clock-stopped", "stream-late", "throttled"} <= alarms


def test_every_alarm_has_its_section_in_the_runbook(stacks: Mapping[str, Any]) -> None:
    ops = stacks["Ops"]
    every = [*ops.of("AWS::CloudWatch::Alarm").values(), *ops.of("AWS::CloudWatch::CompositeAlarm").values()]
    alarms = {alarm["AlarmName"].removeprefix("staffetta-prod-") for alarm in every}
    sections = set(re.findall(r"^## (\S+)$", (ROOT / "docs" / "runbook.md").read_text(), re.MULTILINE))

    assert sections == alarms


def test_no_function_refers_to_the_address_that_calls_it(stacks: Mapping[str, Any]) -> None:
    callers = [
        name for kind in ("AWS::ApiGatewayV2::Api", "AWS::CloudFront::Distribution") for name in stacks["App"].of(kind)
    ]
    functions = json.dumps(stacks["App"].of("AWS::Lambda::Function"))

    assert len(callers) == 2
    assert [name for name in callers if name in functions] == []


def test_functions_run_on_arm_with_python_313_and_get_only_the_settings_of_the_roster(
    stacks: Mapping[str, Any],
) -> None:
    functions = {function_name(name): function for name, function in stacks["App"].of("AWS::Lambda::Function").items()}

    assert set(functions) == set(ROSTER)
    for name, function in functions.items():
        assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"]), name
        always = {"STAGE", "LOG_LEVEL", "POWERTOOLS_SERVICE_NAME"} | ({"TABLE_NAME"} if ROSTER[name].table else set())
        assert set(function["Environment"]["Variables"]) == always | set(ROSTER[name].told), name


def test_the_three_doors_for_people_and_programs_know_the_origin_secret_and_webhooks_does_not() -> None:
    assert {name for name, role in ROSTER.items() if "ORIGIN_SECRET" in role.told} == {"api", "backoffice", "track"}


def test_the_table_is_what_the_store_says_and_cannot_be_lost(stacks: Mapping[str, Any]) -> None:
    (table,) = stacks["Data"].of("AWS::DynamoDB::Table").values()
    (resource,) = [
        found for found in stacks["Data"].body["Resources"].values() if found["Type"] == "AWS::DynamoDB::Table"
    ]
    wanted = shape.create_table_request("any")

    by_name = {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}
    assert by_name == {index["IndexName"]: index for index in wanted["GlobalSecondaryIndexes"]}
    assert table["KeySchema"] == wanted["KeySchema"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"
    assert table["TimeToLiveSpecification"] == {"AttributeName": shape.TTL, "Enabled": True}
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["DeletionProtectionEnabled"] is True
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


def test_kept_bodies_go_after_45_days_and_the_bucket_speaks_through_the_bus(stacks: Mapping[str, Any]) -> None:
    (files,) = [
        bucket for bucket in stacks["Data"].of("AWS::S3::Bucket").values() if "VersioningConfiguration" in bucket
    ]

    assert {"ExpirationInDays": 45, "Prefix": "inbox/", "Status": "Enabled"} in files["LifecycleConfiguration"]["Rules"]
    assert files["NotificationConfiguration"]["EventBridgeConfiguration"]["EventBridgeEnabled"] is True
    assert set(files["PublicAccessBlockConfiguration"].values()) == {True}


def test_a_job_s_flow_tries_each_slice_again_and_goes_on_without_those_that_fail(stacks: Mapping[str, Any]) -> None:
    (flow,) = stacks["App"].of("AWS::StepFunctions::StateMachine").values()
    written = "".join(part if isinstance(part, str) else "-" for part in flow["DefinitionString"]["Fn::Join"][1])
    states = json.loads(written)["States"]
    slices = states["Slices"]
    (slice_,) = slices["ItemProcessor"]["States"].values()
    timeout = ROSTER["jobs"].timeout

    assert slices["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
    assert slices["ToleratedFailurePercentage"] == 100
    assert slices["MaxConcurrency"] == 20
    assert "ItemBatcher" not in slices
    assert (slices["ResultPath"], slices["Catch"][0]["ResultPath"]) == (None, None)
    assert [state["TimeoutSeconds"] > timeout for state in (slice_, states["Finish"])] == [True, True]
    assert [retry["MaxAttempts"] + 1 for retry in slice_["Retry"]] == [SLICE_TRIES]
    assert (slices["Catch"][0]["Next"], states["Finish"]["Catch"][0]["Next"]) == ("Broken", "Unfinished")


def test_only_jobs_may_start_a_flow_and_the_flow_may_call_only_jobs(stacks: Mapping[str, Any]) -> None:
    starters = {name for name, statement in statements(stacks) if "states:StartExecution" in actions(statement)}
    called = [
        statement["Resource"]["Fn::GetAtt"][0]
        for _, statement in statements(stacks)
        if "lambda:InvokeFunction" in actions(statement)
    ]

    assert {name.split("Role")[0] for name in starters} == {"Jobs", "JobFlow"}
    assert {function_name(name) for name in called} == {"jobs"}


def test_what_long_work_keeps_goes_after_90_days(stacks: Mapping[str, Any]) -> None:
    buckets = stacks["Data"].of("AWS::S3::Bucket").values()
    (files,) = [bucket for bucket in buckets if "VersioningConfiguration" in bucket]

    assert {"ExpirationInDays": 90, "Prefix": "jobs/", "Status": "Enabled"} in files["LifecycleConfiguration"]["Rules"]


def test_the_clock_ticks_every_minute_with_the_scheduled_time_and_rings_again_every_hour(
    stacks: Mapping[str, Any],
) -> None:
    rules = [rule for rule in stacks["App"].of("AWS::Events::Rule").values() if "ScheduleExpression" in rule]
    told = {rule["ScheduleExpression"]: rule["Targets"][0]["InputTransformer"] for rule in rules}

    assert set(told) == {"rate(1 minute)", "rate(1 hour)"}
    assert all(list(transformer["InputPathsMap"].values()) == ["$.time"] for transformer in told.values())
    assert '"task":"tick"' in told["rate(1 minute)"]["InputTemplate"]
    assert '"task":"rebell"' in told["rate(1 hour)"]["InputTemplate"]


def test_staff_sign_in_by_code_without_a_secret_and_can_write_nothing_that_counts(stacks: Mapping[str, Any]) -> None:
    (client,) = stacks["Data"].of("AWS::Cognito::UserPoolClient").values()
    (pool,) = stacks["Data"].of("AWS::Cognito::UserPool").values()

    assert client["AllowedOAuthFlows"] == ["code"]
    assert client.get("GenerateSecret") is False
    assert client["WriteAttributes"] == ["locale"]
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert callback_url("") == SIGN_IN_CALLBACK


def test_exported_values_do_not_depend_on_what_changes_between_deployments(stacks: Mapping[str, Any]) -> None:
    exported = json.dumps([output for output in stacks["Data"].body["Outputs"].values() if "Export" in output])

    assert "PublicUrl" not in exported


def test_outgoing_webhooks_never_call_the_machine_they_run_on_in_aws(stacks: Mapping[str, Any]) -> None:
    functions = stacks["App"].of("AWS::Lambda::Function").values()
    told = [function["Environment"]["Variables"].get("OUTGOING_ALLOW_LOOPBACK") for function in functions]

    assert set(told) == {None, "no"}
