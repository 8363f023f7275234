"""Small webs made by hand, so that the physics can be tested without growing a patient."""

import numpy as np

from simulator.anatomy.patient import Leg, Patch, Patient, Thread, Vessel, Web
from simulator.anatomy.spec import PatientSpec

PA_PER_MMHG = 133.322


def web_of(nodes, edges, radius_mm, roots, tips, burst_mmhg=85.0):
    nodes = np.array(nodes, dtype=float)
    edges = np.array(edges, dtype=np.int32)
    ends = nodes[edges]
    path = np.linspace(ends[:, 0], ends[:, 1], 5, axis=1)
    count = len(edges)
    return Web(
        nodes_mm=nodes,
        edges=edges,
        path_mm=path,
        radius_mm=np.broadcast_to(np.asarray(radius_mm, dtype=float), (count,)).copy(),
        length_mm=np.hypot(*(ends[:, 1] - ends[:, 0]).T[:2]),
        kind=np.zeros(count, dtype=np.int8),
        burst_pa=np.full(count, burst_mmhg * PA_PER_MMHG),
        roots=roots,
        tips=np.array(tips, dtype=np.int32),
    )


def patient_of(web, vessels=None):
    if vessels is None:
        vessels = (feeder(),)
    threads = (Thread("thread-1", tuple(range(len(web.edges))), 0, "feeder"),)
    return Patient(
        PatientSpec(),
        Leg("left"),
        vessels,
        Patch("patch", 0.0, 600.0),
        web,
        threads,
        0,
        {vessel.id: vessel for vessel in vessels},
    )


def feeder(reflux_s=2.0):
    return Vessel("feeder", "reticular", np.zeros((2, 3)), np.full(2, 0.75), reflux_s=reflux_s)


def thread(diameter_mm=0.3, length_mm=40.0, pieces=20, burst_mmhg=85.0):
    """One straight thread along x at 0.4 mm depth, its root at x = 0."""
    x = np.linspace(0.0, length_mm, pieces + 1)
    nodes = np.stack([x, np.full_like(x, 12.0), np.full_like(x, 0.4)], axis=1)
    edges = [(i, i + 1) for i in range(pieces)]
    return web_of(nodes, edges, diameter_mm / 2, ((0, "feeder"),), [pieces], burst_mmhg)


def fan(generations=5, piece_mm=2.0, radius_mm=0.25, rungs=True):
    """An arm that forks area-preserving, with a few rungs between neighbours (loops)."""
    nodes, edges, radii, level = [(0.0, 12.0, 0.4), (6.0, 12.0, 0.4)], [(0, 1)], [radius_mm], [1]
    for generation in range(1, generations + 1):
        radius = radius_mm / np.sqrt(2.0) ** generation
        nxt, spread = [], 10.0 / 2**generation
        for parent in level:
            for side in (-1.0, 1.0):
                x, y, _ = nodes[parent]
                start = parent
                for k in (1, 2):
                    nodes.append((x + k * piece_mm, y + side * spread * k / 2, 0.4))
                    edges.append((start, len(nodes) - 1))
                    radii.append(radius)
                    start = len(nodes) - 1
                nxt.append(start)
        if rungs and len(nxt) >= 4:
            edges.append((nxt[1], nxt[2]))
            radii.append(radius)
        level = nxt
    return web_of(nodes, edges, radii, ((0, "feeder"),), level)
