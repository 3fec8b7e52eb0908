"""What the document says, from the figures alone."""

from __future__ import annotations

from bench.shown import document
from bench.shown.block import Block
from bench_results import compared, results


def test_every_table_of_every_part_is_there() -> None:
    text = document.text(results())

    for title in (
        "In one look",
        "Budgets",
        "From the trigger to UpdateService",
        "What a warm deployment's time is made of",
        "Following a rollout to its end",
        "Does it do right?",
        "What each did",
        "One image, many services",
        "A sweep, with ever more deployments under way",
        "Who follows a push",
        "A burst of pushes",
        "Importing a handler",
        "Where the import's time goes",
        "What the zip is made of",
    ):
        assert f"### {title}" in text


def test_a_part_that_was_not_measured_is_left_out() -> None:
    found = results()
    del found["burst"]

    text = document.text(found)

    assert "### A burst of pushes" not in text
    assert "### Importing a handler" in text


def test_a_quick_run_says_so() -> None:
    found = results()
    found["surroundings"]["quick"] = True

    assert "only show that everything runs" in document.text(found)


def test_a_cell_never_breaks_its_table() -> None:
    block = Block("Said", ("who", "what"), (("it", "a | b"),))

    assert r"| it | a \| b |" in block.markdown("plots")


def test_what_is_over_its_budget_is_named_with_the_reason() -> None:
    found = results()
    found["compared"] = compared(warm=0.25)

    text = document.text(found)

    assert "### Over budget, and why" in text
    assert (
        "- **event to UpdateService, warm, beside the floor (5 times, at most 4 times).** The two calls"
        in text
    )


def test_with_everything_within_its_budget_it_says_so() -> None:
    assert "Everything is within its budget." in document.text(results())
