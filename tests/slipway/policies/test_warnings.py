"""Who allows more than needed says so, service by service, with what to do."""

from __future__ import annotations

from typing import Any

from slipway.policies.tasks import Running, Seen, Tasks, Unseen
from slipway.policies.warnings import warnings


def test_a_service_of_which_nothing_is_known_is_named_with_both_members(mapping: dict[str, Any]) -> None:
    api, web = warnings(mapping, Tasks.of(mapping))

    assert api == (
        "shop-api-production: nobody says what it runs, so Slipway may register task definitions of any family and "
        "give tasks any role of the account; name ecs.family and ecs.roles in the mapping, or ask ECS with --live"
    )
    assert web.startswith("shop-web-production: ")


def test_only_what_is_missing_is_asked_for_and_why_ecs_did_not_tell(mapping: dict[str, Any]) -> None:
    mapping["services"]["shop-api-production"]["ecs"]["family"] = "shop-api"
    seen: Seen = {
        "shop-api-production": Unseen("AccessDenied"),
        "shop-web-production": Running("shop-web", ()),
    }

    (line,) = warnings(mapping, Tasks.of(mapping, seen))

    assert line == (
        "shop-api-production: AccessDenied, so Slipway may give tasks any role of the account; "
        "name ecs.roles in the mapping"
    )


def test_there_is_nothing_to_say_when_all_is_known(mapping: dict[str, Any]) -> None:
    seen = {name: Running(name, ()) for name in mapping["services"]}
    assert warnings(mapping, Tasks.of(mapping, seen)) == []


def test_a_mapping_too_long_to_name_them_is_said_to_be_one(mapping: dict[str, Any]) -> None:
    api = mapping["services"]["shop-api-production"]
    mapping["services"] = {
        f"s{number}": {
            **api,
            "ecs": {"cluster": "c", "service": f"s{number}", "family": f"s{number}", "roles": []},
        }
        for number in range(300)
    }
    (line,) = warnings(mapping, Tasks.of(mapping))
    assert line.startswith("any task definition family may be registered: the names of all do not fit")

    for number, one in enumerate(mapping["services"].values()):
        one["ecs"]["roles"] = [f"role-{number}"]
    (line,) = warnings(mapping, Tasks.of(mapping))
    assert line.startswith("any role may be given to tasks: the names of all do not fit")
