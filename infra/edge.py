"""The front door: one address for everything. It proves itself to the functions with a secret header."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.edge_facts import ORIGIN_HEADER, STATIC_PREFIX
from infra.reasons import accept
from infra.stage import Stage


class Edge(Construct):
    """CloudFront before the HTTP API, and before a bucket for `/static/*`.

    address: the base URL people use. static: the bucket, filled by `infra/deploy.py`.
    """

    def __init__(self, scope: Construct, stage: Stage, api: apigateway.HttpApi, origin_secret: str) -> None:
        """Declare the distribution. Only static files are cached: all else depends on who asks."""
        super().__init__(scope, "Edge")
        self.static = s3.Bucket(
            self,
            "Static",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        accept(self.static, "AwsSolutions-S1", "public files of a release; who fetched them is nobody's business")
        functions = origins.HttpOrigin(
            cdk.Fn.select(2, cdk.Fn.split("/", api.api_endpoint)),
            custom_headers={ORIGIN_HEADER: origin_secret},
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=stage.named("front door"),
            default_behavior=cloudfront.BehaviorOptions(
                origin=functions,
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            ),
            additional_behaviors={
                f"{STATIC_PREFIX}*": cloudfront.BehaviorOptions(
                    origin=origins.S3BucketOrigin.with_origin_access_control(self.static),
                    cache_policy=cloudfront.CachePolicy(
                        self,
                        "ByVersion",
                        cache_policy_name=stage.named("static"),
                        query_string_behavior=cloudfront.CacheQueryStringBehavior.allow_list("v"),
                        enable_accept_encoding_brotli=True,
                        enable_accept_encoding_gzip=True,
                    ),
                    viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                )
            },
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            domain_names=[stage.domain] if stage.domain else None,
            certificate=acm.Certificate.from_certificate_arn(self, "Certificate", stage.certificate)
            if stage.certificate
            else None,
        )
        accept(self.distribution, "AwsSolutions-CFR1", "a shop sells where it sells; the owner may restrict countries")
        accept(
            self.distribution,
            "AwsSolutions-CFR2",
            "a firewall is paid by the month; keys, sessions and signatures are limited by us",
        )
        accept(self.distribution, "AwsSolutions-CFR3", "the HTTP API logs every request that reaches a function")
        accept(
            self.distribution,
            "AwsSolutions-CFR4",
            "CloudFront's own certificate fixes the minimum; with DOMAIN it is TLS 1.2",
        )
        self.address = f"https://{stage.domain or self.distribution.distribution_domain_name}"
