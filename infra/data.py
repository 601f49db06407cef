"""Data: what outlives every release. The table, the files, the key of secrets, the pool of staff."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.parameters import public_url
from infra.reasons import accept
from infra.stage import Stage
from shared.gateways.files import JOBS_PREFIX
from shared.store import table as shape
from shared.store.jobs import KEPT_SECONDS

SIGN_IN_CALLBACK = "/sign-in/callback"  # as `shared.operations.sign_in` asks for it
INBOX_PREFIX = "inbox/"
INBOX_DAYS = 45
JOB_DAYS = KEPT_SECONDS // 86_400


def files_under(stage: Stage, prefix: str) -> tuple[str, str]:
    """The ARN of every object of the files bucket under a prefix, and the finding that its wildcard causes."""
    name = stage.named("files")
    return (
        f"arn:{cdk.Aws.PARTITION}:s3:::{name}-{cdk.Aws.ACCOUNT_ID}-{cdk.Aws.REGION}/{prefix}*",
        f"AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::{name}-<AWS::AccountId>-<AWS::Region>/{prefix}*]",
    )


class Data(cdk.Stack):
    """The stack that must never be lost: deletion is refused, and a removed stack leaves its data behind."""

    def __init__(self, scope: Construct, stage: Stage, **stack: Any) -> None:
        """Declare the stores of `stage`."""
        super().__init__(scope, "Data", stack_name=stage.named("data"), termination_protection=not stage.local, **stack)
        self.stage_settings = stage
        self._public_url = public_url(self)
        self.kept = cdk.RemovalPolicy.DESTROY if stage.local else cdk.RemovalPolicy.RETAIN
        self.table = self._table()
        self.key = kms.Key(
            self,
            "Secrets",
            description="Secrets of connections",
            alias=f"alias/{stage.named('secrets')}",
            enable_key_rotation=True,
            removal_policy=self.kept,
        )
        self.logs = self._bucket(
            "Logs", versioned=False, lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(90))]
        )
        self.files = self._files()
        self.pool = self._pool()
        self.client = self._client()
        domain = self.pool.add_domain(
            "SignIn",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"{stage.named('signin')}-{cdk.Aws.ACCOUNT_ID}"),
        )
        self.auth_domain = domain.base_url()
        cdk.CfnOutput(self, "TableName", value=self.table.table_name)
        cdk.CfnOutput(self, "FilesBucket", value=self.files.bucket_name)
        cdk.CfnOutput(self, "SecretsKey", value=self.key.key_arn)
        cdk.CfnOutput(self, "UserPoolId", value=self.pool.user_pool_id)
        cdk.CfnOutput(self, "UserPoolClientId", value=self.client.user_pool_client_id)

    def _table(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Table",
            table_name=self.stage_settings.named("orders"),
            partition_key=_text(shape.HASH),
            sort_key=_text(shape.RANGE),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=shape.TTL,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            deletion_protection=not self.stage_settings.local,
            removal_policy=self.kept,
        )
        for index in shape.INDEXES:
            table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_text(index.hash),
                sort_key=_text(index.range),
                projection_type=dynamodb.ProjectionType.INCLUDE if index.include else dynamodb.ProjectionType.KEYS_ONLY,
                non_key_attributes=list(index.include) or None,
            )
        return table

    def _files(self) -> s3.Bucket:
        """Files of orders; for 45 days the bodies that arrived, for 90 those of jobs. It speaks through EventBridge."""
        bucket = self._bucket(
            "Files",
            versioned=True,
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="files/",
            lifecycle_rules=[
                s3.LifecycleRule(prefix=INBOX_PREFIX, expiration=cdk.Duration.days(INBOX_DAYS)),
                s3.LifecycleRule(prefix=JOBS_PREFIX, expiration=cdk.Duration.days(JOB_DAYS)),
                s3.LifecycleRule(
                    noncurrent_version_expiration=cdk.Duration.days(30),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(7),
                ),
            ],
        )
        # By hand: `event_bridge_enabled` would add a custom resource with a function of its own.
        resource = bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)
        resource.add_property_override(
            "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", value=True
        )
        return bucket

    def _bucket(self, name: str, **options: Any) -> s3.Bucket:
        return s3.Bucket(
            self,
            name,
            bucket_name=f"{self.stage_settings.named(name.lower())}-{cdk.Aws.ACCOUNT_ID}-{cdk.Aws.REGION}",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            removal_policy=self.kept,
            **options,
        )

    def _pool(self) -> cognito.UserPool:
        """Staff. Nobody signs up alone; who may do what stands in our table, never in a token."""
        pool = cognito.UserPool(
            self,
            "Staff",
            user_pool_name=self.stage_settings.named("staff"),
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=cognito.PasswordPolicy(
                min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=not self.stage_settings.local,
            removal_policy=self.kept,
        )
        accept(pool, "AwsSolutions-COG2", "a second factor is offered; a small shop chooses for its people")
        accept(
            pool,
            "AwsSolutions-COG3",
            "threat protection needs the Plus plan, paid per user; the owner may switch it on",
        )
        accept(pool, "AwsSolutions-COG8", "the Plus plan is paid per user; what sign-in needs is in Essentials")
        return pool

    def _client(self) -> cognito.UserPoolClient:
        """The back office: code flow with PKCE, no secret, and no attribute that a token could write."""
        return self.pool.add_client(
            "BackOffice",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
                callback_urls=[f"{self._public_url}{SIGN_IN_CALLBACK}"],
                logout_urls=[f"{self._public_url}/"],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            read_attributes=cognito.ClientAttributes().with_standard_attributes(email=True, email_verified=True),
            write_attributes=cognito.ClientAttributes().with_standard_attributes(locale=True),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
        )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
