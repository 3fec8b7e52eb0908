"""Where a status on a commit leads."""

from __future__ import annotations

from builders import mapping, service_document
from chalicelib.adapters.links import Links


def test_it_leads_to_slipway_s_own_record_when_that_has_an_address() -> None:
    links = Links("https://deploy.example.com/api", mapping())

    assert links.of("web", "web.1") == "https://deploy.example.com/api/deployments/web.1"


def test_it_leads_to_the_service_in_the_ecs_console_otherwise() -> None:
    links = Links(None, mapping(web=service_document(ecs={"cluster": "production", "service": "shop"})))

    assert links.of("web", "web.1") == (
        "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/production/services/shop/deployments"
    )


def test_a_service_that_is_mapped_no_more_still_leads_somewhere() -> None:
    assert Links(None, mapping()).of("gone", "gone.1") == "https://console.aws.amazon.com/ecs/v2/clusters"


def test_a_link_longer_than_bitbucket_takes_is_a_shorter_one() -> None:
    document = service_document(ecs={"cluster": "c" * 255, "service": "s" * 255})

    assert Links(None, mapping(web=document)).of("web", "web.1") == (
        "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters"
    )
