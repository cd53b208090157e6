"""In which language a person at the terminal is spoken to."""

import ast
import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from itinerary import cli
from itinerary.cli import COMMANDS, app, options, usage
from itinerary.intake.events import packed, unpacked
from itinerary.languages import choose, language, plural, preferred, say

PERUVIAN = {"LANG": "es_PE.UTF-8"}
SCHEDULE = """\
itinerary: 1
delegation: {name: Mission, dates: 2023-05-20 to 2023-05-27, timezone: America/Lima}
feeds: {key: 9mR4tVbq2LwXz7KcN1sYfH8pJd5gA3uE}
people: {ana: {name: Ana Delegate}}
places: {lima: {name: Lima}}
programme:
  talks: {kind: meeting, title: Talks, when: 2023-05-22 09:00-10:00, where: lima, who: [ana]}
  lunch: {kind: meal, title: Lunch, when: 2023-05-22 13:00-14:00, who: [ana]}
"""
TABLE = "date,title,colour\n2023-05-23,Press,red\n"
PUBLISHED = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:PUBLISH\nEND:VCALENDAR\n"


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(
        app, [*words], env={"ITINERARY_NOW": "2023-05-21T09:00", **(env or {})}
    )


def squeezed(text: str) -> str:
    """Return a text on one line: it may have been broken to fit the screen."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where one schedule is released and has changed since, and another is new."""
    monkeypatch.chdir(tmp_path)
    for name in ("ITINERARY_SCHEDULE", "ITINERARY_URL", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    Path("new.yaml").write_text(SCHEDULE)
    Path("a.yaml").write_text(SCHEDULE)
    assert run("release", "a.yaml", "-m", "First", "--author", "ana", "--yes").exit_code == 0
    Path("a.yaml").write_text(SCHEDULE.replace("09:00-10:00", "10:00-11:00"))
    Path("table.csv").write_text(TABLE)
    Path("answer.ics").write_text(PUBLISHED)


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


SAID = [
    ("check nope.yaml", "there is no file nope.yaml", "no existe el archivo nope.yaml"),
    ("sheet day a.yaml mon --for ana --format text", "Day sheet", "Hoja del día"),
    ("agenda nope.yaml", "there is no file nope.yaml", "no existe el archivo nope.yaml"),
    ("init x.yaml", "tell --name, --dates and --timezone", "indique --name, --dates y --timezone"),
    ("add a.yaml --kind meel", "is no kind of entry", "no es un tipo de actividad"),
    (
        "move a.yaml talks 11:00",
        "Who is affected Ana Delegate 1 moved",
        "A quién afecta Ana Delega",
    ),
    ("confirm a.yaml talks", "It says so already", "Ya lo dice así"),
    ("tentative a.yaml talk", "there is no entry `talk`", "no existe la actividad `talk`"),
    ("request a.yaml talks --by x", "is nobody in `people:`", "no es nadie en `people:`"),
    ("decline a.yaml talks", "add --yes to write it", "agregue --yes para escribirlo"),
    ("cancel a.yaml talks", "Talks: cancelled", "Talks: cancelado"),
    ("assign a.yaml talks ana --as lead --remove", "nobody is listed there", "no figura nadie"),
    ("explain too-tihgt", "there is no rule `too-tihgt`", "no hay ninguna regla `too-tihgt`"),
    ("who talks a.yaml", "Whom to call", "A quién llamar"),
    ("requests a.yaml", "No request is open.", "No hay ninguna solicitud abierta."),
    (
        "diff a.yaml",
        "Talks: moved when Mon 22 May 09:00–10:00 → Mon 22 May 10:00–11:00, 1h00 later",
        "Talks: cambio de hora cuándo lun 22 may 09:00–10:00 → lun 22 may 10:00–11:00, 1 h más",
    ),
    ("diff a.yaml", "Whose calendars change Ana Delegate 1 moved", "Qué calendarios cambian Ana"),
    ("diff a.yaml --format markdown", "| who | what |", "| quién | qué |"),
    ("diff a.yaml 1 1", "Nothing differs.", "No hay diferencias."),
    ("release a.yaml -m x", "add --yes to release it", "agregue --yes para emitirlo"),
    ("release a.yaml", "say in a few words what changed", "diga en pocas palabras qué cambió"),
    ("releases a.yaml", "Sun 21 May 2023 09:00", "dom 21 may 2023 09:00"),
    ("releases new.yaml", "has no releases yet", "todavía no tiene versiones"),
    ("verify a.yaml", "1 release, unchanged.", "1 versión, sin cambios."),
    ("verify a.yaml --expect x", "not the one that was expected", "no es la que se esperaba"),
    ("export a.yaml", "name one reader with --for", "indique un lector con --for"),
    ("export a.yaml --for bob", "nobody has the id `bob`", "nadie tiene el id `bob`"),
    ("export a.yaml --for ana -o f.ics", "has been changed since", "ha cambiado desde entonces"),
    ("notices a.yaml", "The first release changed nothing", "La primera versión no cambió nada"),
    ("notices a.yaml --from x", "is no plain mail address", "no es una dirección de correo simple"),
    ("link list a.yaml", "has no links yet", "todavía no tiene enlaces"),
    (
        "link new ana a.yaml --url https://c.example",
        "Link 1 for Ana Delegate It works until Sat 27 May 2023 24:00",
        "Enlace 1 para Ana Delegate Funciona hasta: sáb 27 may 2023 24:00",
    ),
    (
        "link new ana a.yaml --url https://c.example --until 2023-05-01",
        "is over",
        "ya pasó",
    ),
    ("slots talks a.yaml", "`talks` has a time already", "`talks` ya tiene horario"),
    ("serve a.yaml --key k.pem", "https needs both", "https necesita ambos"),
    ("serve new.yaml", "nothing has been released yet", "todavía no se ha emitido ninguna versión"),
    ("publish out a.yaml", "a.yaml has no links yet", "a.yaml todavía no tiene enlaces"),
    ("publish ftp://x a.yaml", "the target is of no kind", "el destino no es de ningún tipo"),
    ("plan a.yaml", "No request is waiting to be placed.", "Ninguna solicitud espera"),
    (
        "replan a.yaml --what it-rains",
        "`it-rains` says nothing that is understood",
        "`it-rains` no dice nada que se entienda",
    ),
    (
        "invite a.yaml talks --to g@example.org --from h@example.org -o i.ics",
        "invitation to g@example.org Engagement Mon 22 May 09:00–10:00 (Lima time)",
        "invitación para g@example.org Engagement lun 22 may 09:00–10:00 (hora de Lima)",
    ),
    (
        "invite a.yaml tales --to g@example.org --from h@example.org",
        "there is no entry `tales`",
        "no existe la actividad `tales`",
    ),
    (
        "reply a.yaml answer.ics",
        "no answer: `itinerary import` takes it over. Nothing to propose.",
        "no una respuesta: `itinerary import` lo incorpora. No hay nada que proponer.",
    ),
    ("reply a.yaml nope.ics", "nope.ics is not there", "nope.ics no existe"),
    ("import table.csv a.yaml", "1 entry to add", "1 actividad por agregar"),
    (
        "import table.csv a.yaml",
        "! columns that are not known: colour",
        "! columnas que no se conocen: colour",
    ),
    ("import answer.yaml a.yaml", "answer.yaml is not there", "answer.yaml no existe"),
    ("schema nope.yaml", "there is no file nope.yaml", "no existe el archivo nope.yaml"),
]


def test_there_is_a_representative_of_each_command() -> None:
    assert {words.split()[0] for words, _, _ in SAID} == {*COMMANDS}


@pytest.mark.parametrize(("words", "english", "spanish"), SAID)
@pytest.mark.usefixtures("mission")
def test_every_command_speaks_the_language_that_is_asked_for(
    words: str, english: str, spanish: str
) -> None:
    assert english in squeezed(run(*words.split()).output)
    Path("a.links").unlink(missing_ok=True)
    asked = run(*words.split(), "--lang", "es")
    assert spanish in squeezed(asked.output)
    Path("a.links").unlink(missing_ok=True)
    wished = run(*words.split(), env=PERUVIAN)
    assert spanish in squeezed(wished.output)
    assert asked.exit_code == wished.exit_code == run(*words.split()).exit_code


@pytest.mark.parametrize(
    "words",
    [
        "check a.yaml",
        "agenda a.yaml",
        "explain too-tight",
        "requests a.yaml",
        "who talks a.yaml",
        "diff a.yaml",
        "releases a.yaml",
        "notices a.yaml --since 0",
        "link list a.yaml",
        "publish out a.yaml --dry-run",
        "reply a.yaml answer.ics",
        "import table.csv a.yaml",
    ],
)
@pytest.mark.usefixtures("mission")
def test_what_programs_read_is_the_same_in_every_language(words: str) -> None:
    run("link", "new", "ana", "a.yaml", "--url", "https://c.example")
    told = [run(*words.split(), "--format", "json", env=env).stdout_bytes for env in ({}, PERUVIAN)]
    assert told[0] == told[1]
    assert isinstance(json.loads(told[0] or b"null"), list | dict | None)


@pytest.mark.usefixtures("mission")
def test_a_language_that_nothing_stands_in_for_is_refused() -> None:
    refused = run("verify", "a.yaml", "--lang", "xx")
    assert refused.exit_code == 2
    assert "there are: en, es" in squeezed(refused.output)


@pytest.mark.usefixtures("mission")
def test_what_another_language_stands_in_for_speaks_that() -> None:
    assert "1 versión" in run("verify", "a.yaml", "--lang", "qu").stdout


@pytest.mark.usefixtures("mission")
def test_what_is_asked_for_goes_before_the_environment_and_is_forgotten() -> None:
    assert "1 release" in run("verify", "a.yaml", "--lang", "en", env=PERUVIAN).stdout
    run("verify", "a.yaml", "--lang", "es")
    assert "1 release" in run("verify", "a.yaml").stdout


# ---------------------------------------------------------------- wrong usage


@pytest.mark.parametrize(
    ("words", "english", "spanish"),
    [
        ("chck", "No such command 'chck'. Did you mean 'check'?", "No existe el comando 'chck'."),
        ("frobnicate", "No such command 'frobnicate'.", "No existe el comando 'frobnicate'."),
        ("--frob", "No such option: --frob", "No existe la opción --frob"),
        (
            "check --forma",
            "No such option: --forma (Possible options: --format)",
            "No existe la opción --forma (posibles: --format)",
        ),
        (
            "check --format xml",
            "Invalid value for '--format': 'xml' is not one of 'full', 'concise', 'json',",
            "Valor no válido para '--format': 'xml' no es uno de 'full', 'concise', 'json',",
        ),
        ("import", "Missing argument 'SOURCE'.", "Falta el argumento 'SOURCE'."),
        ("invite a", "Missing option '--to'.", "Falta la opción '--to'."),
        (
            "check --now",
            "Option '--now' requires an argument.",
            "La opción '--now' requiere un valor.",
        ),
        (
            "export --all=3",
            "Option '--all' does not take a value.",
            "La opción '--all' no lleva ningún valor.",
        ),
        ("serve --port x", "'x' is not a valid int range.", "'x' no es un número entero."),
        (
            "serve --port 0",
            "0 is not in the range 1<=x<=65535.",
            "0 no está dentro de los límites 1<=x<=65535.",
        ),
        ("releases a b", "Got unexpected extra argument(s) (b)", "Sobran argumentos (b)"),
        ("verify --lang xx", "there are: en, es", "there are: en, es"),
    ],
)
def test_wrong_usage_is_told_in_the_language_that_is_spoken(
    words: str, english: str, spanish: str
) -> None:
    results = [run(*words.split(), env={**env, "COLUMNS": "150"}) for env in ({}, PERUVIAN)]
    for result, told in zip(results, (english, spanish), strict=True):
        assert result.exit_code == 2
        assert told in squeezed(result.stderr)
    in_english, in_spanish = (result.stderr for result in results)
    assert "for help." not in in_spanish or "xx" in words
    assert ("for help." in in_english) is ("para obtener ayuda." in in_spanish or "xx" in words)


def test_a_sentence_that_is_not_known_stays_as_it_is() -> None:
    assert usage.reworded("Something else.", language("es")) == "Something else."


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_is_told_in_the_language_that_is_spoken(command: str) -> None:
    words = (command, "rotate") if command == "link" else (command,)
    for told in (run(*words, "-h", env=PERUVIAN), run(*words, "-h", "--lang", "es")):
        assert told.exit_code == 0
        assert "Opciones" in told.stdout
        assert "Muestra este mensaje y termina." in squeezed(told.stdout)
        assert "Uso: itinerary" in told.stdout
        assert not re.search(r"Options|Arguments|Usage:|\[(default|env var|required)", told.stdout)
    assert "Show this message and exit." in squeezed(run(*words, "-h").stdout)


def test_the_help_of_the_program_names_every_command_in_the_language() -> None:
    told = squeezed(run("--help", env=PERUVIAN).stdout)
    for text in ("Comandos", "Emite una versión", "Instala el autocompletado", "El manual está en"):
        assert text in told
    assert "The manual is in" not in told


# ---------------------------------------------------------------- questions


@pytest.mark.parametrize(
    ("code", "answer", "end"),
    [
        ("en", "y", None),
        ("en", "Yes", None),
        ("en", "", typer.Abort),
        ("en", "s", typer.Abort),
        ("es", "s", None),
        ("es", "Sí", None),
        ("es", "y", None),
        ("es", "no", typer.Abort),
    ],
)
def test_a_question_is_answered_in_the_language_it_is_asked_in(
    code: str, answer: str, end: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", code)
    asked: list[str] = []

    def prompt(text: str, **_how: object) -> str:
        asked.append(text)
        return answer

    monkeypatch.setattr("typer.prompt", prompt)
    with pytest.raises(end) if end else nullcontext():
        options.confirm(say("Release this as number {number}?", number=2))
    question = {"en": "Release this as number 2? [y/N]", "es": "¿Emitir esto como versión 2? [s/N]"}
    assert asked == [f"\n{question[code]}"]


# ---------------------------------------------------------------- what a child process says


def test_a_message_of_a_child_process_is_said_anew() -> None:
    why = say("its {name} is in the year {year}", name="DTSTART", year=1)
    many = plural("{count} other like these", "{count} others like these", 3)
    for message in (why, many, say("{name}: {what}", name="x", what=why)):
        told = json.loads(json.dumps(packed(message)))
        again = unpacked(told, 300)
        assert again == message
        assert language("es").retell(again) == language("es").retell(message)
    assert unpacked(packed("plain"), 300) == "plain"


@pytest.mark.parametrize(
    "told",
    [
        ["{a.__class__}", {"a": "x"}, None, 1],
        ["{a[0]}", {"a": "x"}, None, 1],
        ["{a!r}", {"a": "x"}, None, 1],
        ["{a:>99999}", {"a": "x"}, None, 1],
        ["{b}", {"a": "x"}, None, 1],
        ["{", {}, None, 1],
        ["x", {}, "{a.b}", 2],
        ["x", [1], None, 1],
        ["x"],
        [["x"], {}, None, 1],
    ],
)
def test_a_child_process_cannot_make_a_message_do_anything(told: list[object]) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)):
        unpacked(told, 300)


def test_what_a_child_process_says_is_clean_and_short() -> None:
    assert unpacked(["a\x1b[31m{b}", {"b": "\x07x"}, None, 1], 300) == "a[31mx"
    assert len(unpacked(["{a}" * 99, {"a": "x" * 99}, None, 1], 300)) == 300


# ---------------------------------------------------------------- completeness

_TOLD = {"fail": 0, "write": 0, "write_error": 0, "tell": 0, "tell_error": 0, "confirm": 0}
_TOLD |= {"refuse_value": 1, "tell_obstacle": 1, "refuse": 2}
"""What tells a person something, and which of its arguments is that."""


def untranslated(source: str) -> Iterator[str]:
    """Yield each text that is told as the code has it, in English for ever."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name in _TOLD:
            for argument in call.args[_TOLD[name] :]:
                yield from _bare(argument)


def _bare(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            if any(sign.isalpha() for sign in text):
                yield text
        case ast.Call() | ast.FormattedValue():
            pass  # it is said elsewhere, or stands in the file
        case _:
            for below in ast.iter_child_nodes(node):
                yield from _bare(below)


def test_nothing_is_told_that_no_language_can_say_anew() -> None:
    for path in sorted(Path(cli.__file__).parent.glob("*.py")):
        assert [*untranslated(path.read_text())] == [], path.name


@pytest.mark.parametrize(
    "source",
    [
        'options.fail("no file")',
        'fail(f"no file {path}")',
        'screen.write("done\\n")',
        'screen.write_error(f"{count} errors" if count else say("none"))',
        'screen.tell("a" + say("b"))',
        'options.refuse(loaded, found, "Mend this first.")',
    ],
)
def test_a_bare_sentence_would_be_found(source: str) -> None:
    assert [*untranslated(source)]


def test_a_message_is_no_bare_sentence() -> None:
    assert not [*untranslated('screen.write(f"{path}  "); fail(say("x {a}", a=f"b{c}")); fail(x)')]


@pytest.mark.usefixtures("mission")
@pytest.mark.parametrize(
    "words", ["--lang es check nope.yaml", "check --lang es nope.yaml", "check nope.yaml --lang=es"]
)
def test_the_language_may_stand_before_the_command_or_behind_it(words: str) -> None:
    assert "no existe el archivo nope.yaml" in squeezed(run(*words.split()).output)
    assert "there is no file nope.yaml" in squeezed(run("check", "nope.yaml").output)


@pytest.mark.parametrize("words", ["link --lang es --help", "--lang es link --help", "--lang es"])
def test_help_of_a_group_and_of_the_program_follow_it(words: str) -> None:
    assert "Uso: " in run(*words.split()).output
    assert "Usage: " in run("link", "--help").output


def test_the_nearest_language_counts() -> None:
    told = run("--lang", "es", "check", "nope.yaml", "--lang", "en")
    assert "there is no file nope.yaml" in squeezed(told.output)
    assert run("--lang", "xx", "check").exit_code == 2
