"""The three stacks: Data is kept for ever, App is replaced by every release, Ops is what the emulator does not know.

`STAGE=prod python -m infra.app` synthesizes into `cdk.out`; `cdk.json` calls it. For the local stage there is no Ops.
"""

from __future__ import annotations

import os
from typing import Any

import aws_cdk as cdk
import cdk_nag

from infra.application import Application
from infra.data import Data
from infra.ops import Ops
from infra.stage import Stage, read_stage


def build(stage: Stage, outdir: str | None = None, *, nag: bool = False) -> cdk.App:
    """Declare the stacks of `stage`. With `nag` the synthesis fails on a finding that has no written reason."""
    app = cdk.App(outdir=outdir, analytics_reporting=False)
    data = Data(app, stage, **_target(stage))
    application = Application(app, stage, data, **_target(stage))
    if not stage.local:
        Ops(app, stage, data, application, **_target(stage))
    if nag:
        cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app, verbose=True))
        cdk.Validations.of(app).add_plugins(cdk_nag.ServerlessChecks(app, verbose=True))
    cdk.Tags.of(app).add("staffetta", stage.name)
    return app


def _target(stage: Stage) -> dict[str, Any]:
    """Where a stack goes. The emulator has no bootstrap stack whose version a rule could check."""
    environment = cdk.Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")
    )
    return {
        "env": environment,
        "synthesizer": cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=not stage.local),
    }


if __name__ == "__main__":
    chosen = read_stage(os.environ)
    build(chosen, os.environ.get("CDK_OUTDIR"), nag=not chosen.local).synth()
