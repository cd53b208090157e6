"""In which language a person at the terminal is spoken to."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from itinerary.cli import app
from itinerary.languages import choose, preferred

FAULTS = str(Path(__file__).parents[1] / "golden" / "faults" / "faults.yaml")
ENGLISH: dict[str, str | None] = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"))


def check(*options: str, **environment: str) -> str:
    """Return what `itinerary check` says of a schedule full of faults."""
    command = ["check", FAULTS, "--now", "2023-05-21T18:00", *options]
    told = CliRunner().invoke(app, command, env={**ENGLISH, "COLUMNS": "80", **environment})
    assert told.exit_code == 1, told.output
    return told.stdout


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


@pytest.mark.parametrize("form", ["full", "concise", "github"])
def test_the_findings_of_a_check_are_told_in_the_language_that_is_spoken(form: str) -> None:
    english = check("--format", form)
    spanish = check("--format", form, "--lang", "es")
    assert spanish == check("--format", form, LANG="es_PE.UTF-8")
    assert english == check("--format", form, "--lang", "en", LANG="es_PE.UTF-8")
    assert "25 May 2023 is a Thursday, not a Friday" in english
    assert "el 25 de mayo de 2023 es jueves, no viernes" in spanish
    assert len(spanish.splitlines()) == pytest.approx(len(english.splitlines()), rel=0.1)


def test_a_command_on_github_stays_one_in_any_language() -> None:
    commands = [line.partition(" ")[0] for line in check("--format", "github").splitlines()]
    spanish = check("--format", "github", "--lang", "es").splitlines()
    assert [line.partition(" ")[0] for line in spanish] == commands
    assert set(commands) == {"::error", "::warning"}


def test_what_a_program_reads_is_the_same_in_every_language() -> None:
    assert check("--format", "json", "--lang", "es") == check("--format", "json")


def test_a_file_that_is_refused_is_refused_in_the_language_that_is_spoken() -> None:
    told = CliRunner().invoke(app, ["export", FAULTS, "--for", "ana", "--lang", "es"])
    assert told.exit_code == 1
    assert "error[weekday-mismatch]" in told.stderr
    assert "es jueves, no viernes" in told.stderr
    assert told.stderr.endswith("No se envía nada a nadie hasta que esto se corrija.\n")
