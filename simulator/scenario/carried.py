"""The rules of an attempt's own day: the scenario and the protocol that its trace carries."""

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.load import Scenario, load
from simulator.session.parts import carried_parts
from simulator.session.trace import Trace


def rules_of(trace: Trace) -> Scenario:
    """Return the scenario that `trace` carries; raises `UnusableInput` if it cannot be used."""
    head = trace.head
    try:
        return load(
            head["scenario_name"] or "scenario.yaml",
            head["scenario_text"].encode(),
            protocol_bytes=head["protocol_text"].encode(),
            parts=dict(carried_parts(head)),
        )
    except UnusableInput as error:
        what = f"the scenario it carries cannot be used: {error.complaints[0]}"
        raise UnusableInput([Complaint(what, trace.name, 1, 1, code="T102")]) from None
