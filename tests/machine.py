"""Running a hypothesis machine on whichever engine is at hand."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_machine(kind: type[RuleBasedStateMachine], examples: int, *, steps: int = 25) -> None:
    """Many orders of its events: MARKET_EXAMPLES where it is set, else so many; what failed is printed to be run again.

    Nothing is too slow: an example fills a database.
    """
    many = int(os.environ.get("MARKET_EXAMPLES", str(examples)))
    rules = settings(
        max_examples=many, stateful_step_count=steps, suppress_health_check=list(HealthCheck),
        print_blob=True,
    )  # fmt: skip
    run_state_machine_as_test(kind, settings=rules)
