"""The one construct that makes a Lambda: platform, bundle, log, role. What differs stands in `infra/roster.py`."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.packages import bundle, bundle_source
from infra.reasons import FUNCTION_REASONS, accept
from infra.roster import Role
from infra.stage import Stage

SOURCE = str(Path(__file__).parents[1] / "functions")


class StaffettaFunction(lambda_.Function):
    """A Lambda of ours with a log group and a role of its own. The role may write its log and nothing else."""

    def __init__(self, scope: Construct, stage: Stage, name: str, role: Role, environment: Mapping[str, str]) -> None:
        """Declare the function `functions/<name>/handler.py`, with the settings it is told in `environment`."""
        full_name = stage.named(name)
        log = logs.LogGroup(
            scope,
            f"{name.title()}Log",
            log_group_name=f"/aws/lambda/{full_name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        identity = iam.Role(scope, f"{name.title()}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(identity)
        super().__init__(
            scope,
            name.title(),
            function_name=full_name,
            code=lambda_.Code.from_asset(
                SOURCE,
                asset_hash_type=cdk.AssetHashType.OUTPUT,  # the source's hash would be the same for every platform
                bundling=cdk.BundlingOptions(
                    image=cdk.DockerImage.from_registry("never-used"),
                    command=[name],  # CDK takes bundles of one source with equal options for one bundle
                    local=_Bundle(name, role.packages, packaged=stage.packaged and not stage.local),
                ),
            ),
            handler=f"functions.{name}.handler.handler",
            memory_size=role.memory,
            timeout=cdk.Duration.seconds(role.timeout),
            role=identity,
            log_group=log,
            logging_format=lambda_.LoggingFormat.TEXT,
            environment={**environment, "POWERTOOLS_SERVICE_NAME": name},
            **_platform(stage),
        )
        for finding, reason in FUNCTION_REASONS.items():
            accept(self, finding, reason)


def _platform(stage: Stage) -> dict[str, Any]:
    """Lambda's runtime; on one machine the interpreter and the processor that are here."""
    if not stage.local:
        return {"runtime": lambda_.Runtime.PYTHON_3_13, "architecture": lambda_.Architecture.ARM_64}
    here = lambda_.Architecture.ARM_64 if platform.machine() in {"arm64", "aarch64"} else lambda_.Architecture.X86_64
    name = "python{}.{}".format(*sys.version_info[:2])
    return {"runtime": lambda_.Runtime(name, lambda_.RuntimeFamily.PYTHON), "architecture": here}


@jsii.implements(cdk.ILocalBundling)
class _Bundle:
    """Makes the bundle in this process; Docker is never asked."""

    def __init__(self, function: str, packages: tuple[str, ...], *, packaged: bool) -> None:
        self._function = function
        self._packages = packages
        self._packaged = packaged

    def try_bundle(self, output_dir: str, *_: object, **__: object) -> bool:
        """Fill `output_dir`; CDK calls this."""
        if self._packaged:
            bundle(self._function, Path(output_dir), packages=self._packages)
        else:
            bundle_source(self._function, Path(output_dir))
        return True
