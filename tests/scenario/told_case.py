"""A small case with expectations for tests, and a way to write it to a folder."""

from pathlib import Path

CASE = """\
format: scenario/1
id: told_case
title: A told case
brief: Ms Bell asks for treatment of a few thread veins.
patient:
  threads: 3
rules:
  - id: asked
    domain: consultation
    must: {event: history_asked, item: allergy}
    points: 40
    bad: You did not ask about allergies.
  - id: swab-at-once
    domain: injection
    after: needle_withdrawn
    do: swab_placed
    same: puncture
    within: {protocol: swab_after_needle_out}
    one_for_one: true
    at_least: 3
    points: 60
    bad: No swab on the puncture within five seconds.
  - id: consent-first
    domain: consultation
    before: needle_withdrawn
    do: consent_taken
    critical: Injected without consent.
"""

TELLING = """\
format: telling/1
tell:
  - history_asked: {item: allergy}
  - consent_taken
  - photographed
  - for: {thread: threads}
    do:
      - needle_entered
      - injection_started: {thread: $thread}
      - injection_ended
      - needle_withdrawn
      - wait: 1 s
      - swab_placed
  - attempt_finished
"""

EXPECT = """\
expect:
  - name: as it should be
    attempt: model.telling.yaml
    passed: true
    score: {at_least: 100 %}
    broken: []
  - name: doing nothing earns nothing
    attempt: []
    passed: false
    score: {up_to: 0 %}
  - name: no consent
    like: model.telling.yaml
    change:
      - {drop: consent_taken}
    critical: [consent-first]
"""

WAIVE = """\
waive:
  - {drop: photographed, because: nobody looks at it here}
  - {drop: injection_started, because: not taught here}
  - {detail: needle_entered.angle, because: not taught here}
  - {detail: needle_entered.bevel, because: not taught here}
  - {detail: needle_entered.stretched, because: not taught here}
  - {detail: injection_ended.volume, because: not taught here}
  - {detail: injection_ended.duration, because: not taught here}
"""


def written(folder: Path, expect: str = EXPECT, case: str = CASE, waive: str = "") -> Path:
    """Write the case with its telling into `folder`; return the scenario's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.telling.yaml").write_text(TELLING, encoding="utf-8")
    file = folder / "told_case.scenario.yaml"
    file.write_text(case + expect + waive, encoding="utf-8")
    return file
