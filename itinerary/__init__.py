"""Plain-text scheduling for delegations whose calendars can protect people or harm them.

The public interface is small: read a schedule with ``itinerary.workspace.files.load``, apply the
rules with ``itinerary.checks.check``, and see it through one reader's eyes with
``itinerary.privacy.projection.project``.
"""

__version__ = "0.1.0"
