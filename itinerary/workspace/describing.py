"""The JSON Schema of schedule files, for the editors they are written in."""

from itinerary import checks
from itinerary.checks.rule import written
from itinerary.syntax import schema
from itinerary.syntax.forms import RuleWords


def json_schema(data: bytes | None = None) -> bytes:
    """Return the JSON Schema of any schedule; of a file's bytes, with its own ids to suggest.

    An id that is not among them is refused no more than by `check`: a schema that was made
    yesterday does not find fault with what is written today.
    """
    known = schema.general(_rules()) if data is None else schema.known_in(data, _rules())
    return schema.written(known).encode()


def _rules() -> dict[str, RuleWords]:
    return {
        rule.id: RuleWords(
            rule.summary.replace("``", "`"),
            rule.check is not None,
            {name: written(figure) for name, figure in rule.figures.items()},
        )
        for rule in checks.RULES
    }
