"""Grow a whole patient from a spec and a seed: the same two give the same patient, always."""

from dataclasses import fields

import numpy as np

from simulator.anatomy.centreline import heading_at
from simulator.anatomy.clots import with_clots
from simulator.anatomy.landmarks import usual_source
from simulator.anatomy.patient import Arteriole, Leg, Patch, Patient, Vessel, Web
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.anatomy.trunks import (
    drain,
    feeder,
    feeders_of,
    patch_on,
    perforator,
    trunks,
)
from simulator.anatomy.web import grow_web
from simulator.base.seeds import Seeds


def grow(spec: PatientSpec, seeds: Seeds) -> Patient:
    """Return the patient `spec` describes; every draw comes from a stream `anatomy.*`."""
    return grow_on(spec, patch_on(spec, seeds), seeds)


def grow_on(spec: PatientSpec, patch: Patch, seeds: Seeds) -> Patient:
    """Return the patient `spec` describes with the treatment field `patch`."""
    leg = Leg(spec.side)
    vessels = list(trunks(spec, seeds))
    vessels += [perforator(s, patch, seeds) for s in spec.sources if s.kind == "perforator"]
    feeders = feeders_of(spec)
    web, threads = grow_web(
        spec, patch, tuple((f.id, f.diameter_mm / 2.0, f.is_hidden) for f in feeders), seeds
    )
    for source, (node, _) in zip(feeders, web.roots, strict=True):
        x, y, z = (float(v) for v in web.nodes_mm[node])
        u, s = patch.on_leg(x, y)
        if spec.is_off_leg:
            vessels.append(drain(source, (u, s, z), seeds))
            continue
        dx, dy = heading_at(web, int(np.flatnonzero(web.edges[:, 0] == node)[0]), 0.0)
        host = _host(source, spec, vessels, usual_source(leg, u, s))
        vessels.append(feeder(source, host, (u, s, z), (-dx, dy), seeds))
    vessels = with_clots(vessels, spec.clots)
    _freeze(web)
    for arteriole in web.arterioles:
        _freeze(arteriole)
    for vessel in vessels:
        _freeze(vessel)
    skin_seed = int(seeds.stream("anatomy.skin").integers(0, 1 << 31))
    return Patient(
        spec=spec,
        leg=leg,
        vessels=tuple(vessels),
        patch=patch,
        web=web,
        threads=threads,
        skin_seed=skin_seed,
        by_id={vessel.id: vessel for vessel in vessels},
    )


def _freeze(grown: Web | Vessel | Arteriole) -> None:
    """Make every array of `grown` read-only: a patient never changes once grown."""
    for field in fields(grown):
        value = getattr(grown, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


def _host(source: SourceSpec, spec: PatientSpec, vessels: list[Vessel], usual: str) -> Vessel:
    """Return the vein a feeder leaves: the source that feeds it, else the usual one there."""
    by_id = {vessel.id: vessel for vessel in vessels}
    implied = source.id.removesuffix("_feeder")
    for other in spec.sources:
        if other.feeds == source.id or (other.id == implied and other.id != source.id):
            return by_id[other.id]
    accessory = next(vessel for vessel in vessels if vessel.kind == "AASV")
    return by_id.get(usual, accessory)
