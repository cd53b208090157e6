"""What schemathesis is told before it starts.

It looks into urllib3's pool of connections, and finds there that of urllib3-future, which niquests
brings in its place and which keeps them in another way. All it wants to know is whether a
connection was new.
"""

from schemathesis.transport import requests

requests._count_opened_connections = lambda session: 0  # noqa: ARG005
