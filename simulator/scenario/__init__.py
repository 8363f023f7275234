"""YAML to patient, plan, protocol and rubric, with complaints that say where and what to do."""
