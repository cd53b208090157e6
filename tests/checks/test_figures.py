"""A file may adjust what a rule measures with, and is told where that does nothing."""

import pytest

from tests.checks.test_rules import findings

RULES = "rules: {too-tight: {%s}}\nprogramme: {}\n"


@pytest.mark.parametrize(
    ("figure", "message", "hint"),
    [
        (
            "margin: 15 m",
            "`margin` of `too-tight` is written in another unit: this does nothing",
            "write it like its default, `0m`",
        ),
        (
            "margin: 08:30",
            "`margin` of `too-tight` is written in another unit: this does nothing",
            "write it like its default, `0m`",
        ),
        (
            "least: 15m",
            "`too-tight` has no figure `least`: this does nothing",
            "its figures are: margin",
        ),
    ],
)
def test_a_figure_that_does_nothing_is_told_where_it_stands(
    figure: str, message: str, hint: str
) -> None:
    (found,) = findings(RULES % figure)
    assert (found.rule, found.message, found.hint) == ("unknown-rule", message, hint)
    assert found.span[1:3] == (3, 21)


def test_a_figure_in_its_own_unit_is_taken() -> None:
    assert findings(RULES % "margin: 15m") == []
