"""The hands and eyes of a scripted trainee: do, wait, look."""

from simulator.base.units import ticks
from simulator.session.attempt import Attempt
from simulator.session.commands import Command
from simulator.session.observation import Observation, observe, seen_threads


class Hand:
    """All that an operator may touch of an attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._threads = seen_threads(attempt.state)
        self._looked_at, self._seen = attempt.state, observe(attempt.state, self._threads)
        self.refused: list[str] = []  # every refusal so far, in order

    def do(self, *commands: Command, then_wait_s: float = 0.0) -> str | None:
        """Give commands one after another; return the last refusal, if any."""
        why = None
        for command in commands:
            said = self._attempt.do(command)
            if said is not None:
                self.refused.append(said)
                why = said
        if then_wait_s > 0.0:
            self.wait(then_wait_s)
        return why

    def wait(self, duration_s: float) -> None:
        """Let time pass."""
        self._attempt.pass_ticks(ticks(duration_s))

    def look(self) -> Observation:
        """Return what can be seen now; nothing is looked at twice while it stays as it is."""
        state = self._attempt.state
        if state is not self._looked_at:
            self._looked_at, self._seen = state, observe(state, self._threads)
        return self._seen

    @property
    def is_done(self) -> bool:
        """Whether the attempt is finished, so that nothing more can be done."""
        return self._attempt.state.is_finished
