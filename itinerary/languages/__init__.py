"""What is said to a person in their own language: a gettext catalogue a folder, the rest by CLDR.

English stands in the code, marked by :func:`mark`, :func:`say` or :func:`plural`. A language is one
folder: ``es/LC_MESSAGES/itinerary.po``. The catalogue is read as it is written, so no compiled copy
of it can be stale. Babel loads when the first language is asked for.
"""

from itinerary.languages.known import ENGLISH, Choice, choose, known, preferred
from itinerary.languages.translated import Language, language, spoken
from itinerary.languages.words import PLAIN, Message, Words, mark, plural, say

__all__ = [
    "ENGLISH",
    "PLAIN",
    "Choice",
    "Language",
    "Message",
    "Words",
    "choose",
    "known",
    "language",
    "mark",
    "plural",
    "preferred",
    "say",
    "spoken",
]
