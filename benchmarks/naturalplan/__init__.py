"""The planning problems of NATURAL PLAN, said as schedule files and solved by ``itinerary plan``.

NATURAL PLAN (Zheng et al., Google DeepMind 2024, arXiv 2406.04520; data under CC BY 4.0) asks for a
meeting in several people's calendars, for as many friends met in a day as can be, and for a trip
through towns. Its problems are not part of this repository: they are read from a file in a neutral
form, which ``examples.json`` shows with problems of our own making.

Nothing of a problem reaches the planner but a schedule file, and an answer is judged by the problem
alone: any plan that keeps what was asked is right, whether or not it is the published one.
"""
