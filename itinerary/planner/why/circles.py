"""Orders that lead round in a circle: what they tie together cannot all take place."""

from collections import deque
from collections.abc import Collection, Iterable


def circle(
    orders: Iterable[tuple[str, str]], request: str, placed: Collection[str]
) -> tuple[str, ...]:
    """Return a shortest circle that leads from a request over others that are placed back to it.

    ``orders`` are pairs of which the one goes before the other. The request is the first of the
    circle; it is empty where there is none.
    """
    following: dict[str, list[str]] = {}
    for one, other in orders:
        following.setdefault(one, []).append(other)
    paths: deque[tuple[str, ...]] = deque([(request,)])
    seen = {request}
    while paths:
        path = paths.popleft()
        for other in sorted(following.get(path[-1], ())):
            if other == request:
                return path
            if other in placed and other not in seen:
                seen.add(other)
                paths.append((*path, other))
    return ()
