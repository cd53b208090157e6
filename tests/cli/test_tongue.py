"""In which language a person at the terminal is spoken to."""

import pytest

from itinerary.languages import choose, preferred


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "es_PE.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "es"}, "en"),
        ({"LANG": "es_PE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "es_MX"}, "es"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr:es"}, "es"),
        ({"LANG": "xx"}, "en"),
    ],
)
def test_the_environment_chooses_as_gettext_does(environment: dict[str, str], spoken: str) -> None:
    assert preferred(environment) == spoken


def test_a_language_without_a_reviewed_catalogue_is_stood_in_for_and_named() -> None:
    assert choose(["es"]) == ("es", None)
    assert choose(["qu", "en"]) == ("es", "qu")
    assert choose(["fr", "es"]) == ("es", "fr")
    assert choose(["fr"]) == ("en", "fr")
    assert choose([]) == ("en", None)
