"""What the shapes of all files have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict

Quantity = Any  # '0.15 ml', or {protocol: name}; read by `translate`
Reference = Any  # a step, an event, or either with details; read by `moments`


class Form(BaseModel):
    """Shape only: unknown keys are refused and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True)
