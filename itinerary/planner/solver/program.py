"""A model as CP-SAT reads it: variables, constraints and a hint, in protocol buffers' text format.

``cp_model.proto`` is the solver's documented input. A text that is parsed at once is several times
faster to make than an object for every term, and the rest of this package needs no OR-Tools.

A variable is a number from 0 on. A literal is a variable of zero or one, or the negation of one:
``-1 - variable``. Variables of zero or one may be terms of a sum, their negations may not.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Literal = int
Variable = int
Terms = Sequence[tuple[int, Variable]]
"""Factors and variables: what they multiply to is summed up."""
Interval = int

_EVER = (1 << 63) - 1
"""The largest whole number that the solver knows: no limit."""
_ZERO_OR_ONE = "variables{domain:[0,1]}"


def negated(literal: Literal) -> Literal:
    """Return the literal that is true where another is not."""
    return -1 - literal


class Program:
    """Variables, and what has to hold between them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._variables: list[str] = []
        self._constraints: list[str] = []

    def __len__(self) -> int:
        """Return how many variables there are."""
        return len(self._variables)

    def literal(self) -> Literal:
        """Return a new variable of zero or one."""
        self._variables.append(_ZERO_OR_ONE)
        return len(self._variables) - 1

    def integer(self, values: Sequence[int]) -> Variable:
        """Return a new variable that has one of some values, which ascend."""
        edges = [values[0]]
        for one, other in pairwise(values):
            if other != one + 1:
                edges += [one, other]
        edges.append(values[-1])
        self._variables.append(f"variables{{domain:{edges}}}")
        return len(self._variables) - 1

    # ------------------------------------------------------------ constraints

    def any_of(self, literals: Iterable[Literal]) -> None:
        """Let one of some literals be true at least."""
        self._add(f"bool_or{{literals:{list(literals)}}}")

    def at_most_one(self, literals: Iterable[Literal]) -> None:
        """Let no two of some literals be true."""
        self._add(f"at_most_one{{literals:{list(literals)}}}")

    def implies(self, literal: Literal, other: Literal) -> None:
        """Let the other be true where the one is."""
        self.any_of((negated(literal), other))

    def between(
        self,
        terms: Terms,
        least: int | None,
        most: int | None,
        given: Iterable[Literal] = (),
    ) -> None:
        """Let a sum have a least value, a most or both, where all that is ``given`` is true."""
        factors, variables = [one for one, _ in terms], [one for _, one in terms]
        domain = [-_EVER - 1 if least is None else least, _EVER if most is None else most]
        self._add(f"linear{{vars:{variables}coeffs:{factors}domain:{domain}}}", given)

    def gap(self, one: Variable, other: Variable, least: int, given: Iterable[Literal]) -> None:
        """Let a variable exceed another by so much at least, where all that is given is true."""
        self.between(((1, other), (-1, one)), least, None, given)

    def interval(self, start: Variable, length: int, is_there: Literal) -> Interval:
        """Return a new interval of a fixed length, which is there where a literal is true."""
        end = f"end{{vars:{start} coeffs:1 offset:{length}}}"
        self._add(
            f"interval{{start{{vars:{start} coeffs:1}}size{{offset:{length}}}{end}}}", (is_there,)
        )
        return len(self._constraints) - 1

    def no_overlap(self, intervals: Sequence[Interval]) -> None:
        """Let no two of some intervals overlap."""
        self._add(f"no_overlap{{intervals:{list(intervals)}}}")

    def circuit(self, arcs: Sequence[tuple[int, int, Literal]]) -> None:
        """Let the arcs whose literals are true form one round through all nodes.

        A node with a true arc to itself is left out.
        """
        tails, heads, literals = (list(one) for one in zip(*arcs, strict=True))
        self._add(f"circuit{{tails:{tails}heads:{heads}literals:{literals}}}")

    def _add(self, constraint: str, given: Iterable[Literal] = ()) -> None:
        literals = list(given)
        enforced = f"enforcement_literal:{literals}" if literals else ""
        self._constraints.append(f"constraints{{{enforced}{constraint}}}")

    # ------------------------------------------------------------ the whole

    def text(self, least: Terms, hint: Sequence[int]) -> str:
        """Return the whole, with a sum that is to be as small as can be.

        ``hint`` is a value of each variable, to begin with.
        """
        factors, variables = [one for one, _ in least], [one for _, one in least]
        return "\n".join(
            (
                *self._variables,
                *self._constraints,
                f"objective{{vars:{variables}coeffs:{factors}}}",
                f"solution_hint{{vars:{list(range(len(hint)))}values:{list(hint)}}}",
            )
        )
