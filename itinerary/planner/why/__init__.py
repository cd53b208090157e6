"""Why a request is where a plan has it, why it is nowhere, and what would do, as facts."""
