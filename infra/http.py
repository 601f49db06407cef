"""The routes of the HTTP API: which path reaches which function. Who is calling is for the function to find out."""

from __future__ import annotations

import json
from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.reasons import accept
from infra.stage import Stage

ROUTES = {
    "/v1": "api",
    "/v1/{proxy+}": "api",
    "/t/{proxy+}": "track",
    "/hooks/{connection}": "webhooks",
}
"""Any method: a wrong one is answered by the function, in our words. What is not here goes to the back office."""

ACCESS_LOG = {
    "at": "$context.requestTime",
    "id": "$context.requestId",
    "method": "$context.httpMethod",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "ms": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}
"""No path, because a tracking link is a secret, and no address of a person."""


def open_doors(scope: Construct, stage: Stage, functions: Mapping[str, lambda_.IFunction]) -> apigateway.HttpApi:
    """Declare the HTTP API with its routes, its throttle and its access log."""
    api = apigateway.HttpApi(scope, "Doors", api_name=stage.named("doors"), create_default_stage=False)
    doors = {
        name: integrations.HttpLambdaIntegration(f"{name.title()}Door", functions[name])
        for name in {*ROUTES.values(), "backoffice"}
    }
    routes = [route for path, name in ROUTES.items() for route in api.add_routes(path=path, integration=doors[name])]
    routes.append(
        apigateway.HttpRoute(
            scope, "Rest", http_api=api, route_key=apigateway.HttpRouteKey.DEFAULT, integration=doors["backoffice"]
        )
    )
    for route in routes:
        accept(
            route,
            "AwsSolutions-APIG4",
            "authentication is ours, in the function: keys, sessions, signatures and links differ by door",
        )
    log = logs.LogGroup(
        scope,
        "AccessLog",
        log_group_name=f"/aws/apigateway/{stage.named('doors')}",
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    doorstep = apigateway.HttpStage(
        scope,
        "Doorstep",
        http_api=api,
        auto_deploy=True,
        throttle=apigateway.ThrottleSettings(rate_limit=500, burst_limit=1000),
        detailed_metrics_enabled=True,
    )
    resource = doorstep.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=log.log_group_arn, format=json.dumps(ACCESS_LOG)
    )
    return api
