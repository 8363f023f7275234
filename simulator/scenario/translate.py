"""From the shape of a scenario to what the other rooms understand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from simulator.anatomy.spec import DRAINS, ClotSpec, HistoryItem, PatientSpec, SourceSpec
from simulator.scenario.moments import Moments
from simulator.scenario.protocol import Limits, Protocol
from simulator.scenario.reading.places import Book, Path
from simulator.scenario.reading.quantities import EXAMPLES, QuantityError, quantity, shown
from simulator.scenario.rules import Rules
from simulator.scenario.vocabulary import CLOTTABLE, EVERY_LEG, HISTORY, world_of
from simulator.scoring.rubric import Rubric
from simulator.session.plan import SHELF, Plan

if TYPE_CHECKING:
    from simulator.scenario.form import HistoryForm, PatientForm, ScenarioForm, SourceForm

PATCH: Final = "patch"
PASS_MARK: Final = "pass_mark"  # the limit of a pack for scenarios that set none
# The limits of a pack that the session works with: name -> its dimension, the field of the plan.
SESSION_LIMITS: Final = {
    "session_volume": ("volume", "dose_cap_ul"),
    "polidocanol_daily": ("dose by weight", "polidocanol_ug_per_kg"),
    "adrenaline_within": ("time", "adrenaline_within_s"),
}
# What a case can be, so that a slip of the pen (18 s for 1.8 s) does not grow a monster.
RANGES: Final[dict[str, tuple[str, str]]] = {
    "age": ("18 years", "100 years"),
    "reflux": ("0 s", "10 s"),
    "diameter": ("0.2 mm", "15 mm"),
    "pass_mark": ("1 %", "100 %"),
    "height": ("50 mm", "900 mm"),
    "weight": ("35 kg", "200 kg"),
}
DIMENSIONS: Final = {
    "age": "age",
    "reflux": "time",
    "diameter": "length",
    "pass_mark": "share",
    "height": "length",
    "weight": "weight",
}


@dataclass(repr=False, eq=False)
class Translator:
    """One pass for meaning; every complaint goes to the book."""

    book: Book
    protocol: Protocol

    def plan(self, form: ScenarioForm) -> Plan:
        """Return the plan with its patient."""
        plan = Plan(
            id=form.id,
            title=form.title.strip(),
            brief=" ".join(form.brief.split()),
            mode=form.mode,
            seed=form.seed,
            patient=self._patient(form.patient),
        )
        drugs = plan.drugs
        if form.drugs is not None:
            drugs = self._known(form.drugs, SHELF, ("drugs",))
        items = self._known(form.consent_items, plan.consent_items, ("consent_items",))
        plan = replace(plan, drugs=drugs, consent_items=items)
        for name, (dimension, item) in SESSION_LIMITS.items():
            limit = self.protocol.limits.get(name)
            if limit is None:
                continue
            try:
                figure = float(quantity(limit.value, dimension))
            except QuantityError as error:
                what = f"the limit '{name}' of this pack cannot be used: {error}"
                self.book.error(("protocol",), "S306", what)
                continue
            changed: dict[str, Any] = {item: figure}
            plan = replace(plan, **changed)
        return plan

    def rubric(self, form: ScenarioForm, plan: Plan) -> tuple[Rubric, Moments]:
        """Return the rubric, and the moments for `lint` to look at."""
        limits = Limits(self.protocol, self.book)
        sets = {name: tuple(values) for name, values in form.sets.items()}
        moments = Moments(self.book, limits, world_of(plan, sets))
        moments.define(form.steps)
        moments.asked_veins.clear()
        rules = Rules(moments).read(form.rules)
        written = self._of_pack(PASS_MARK, "90 %") if form.pass_mark is None else form.pass_mark
        mark = self._figure(written, ("pass_mark",), "pass_mark")
        return Rubric(rules, float(100 * mark), self.protocol.id), moments

    def _of_pack(self, name: str, otherwise: Any) -> Any:
        """Return the limit `name` if the pack has it, else `otherwise`."""
        limit = self.protocol.limits.get(name)
        return otherwise if limit is None else limit.value

    def _patient(self, form: PatientForm) -> PatientSpec:
        by_chance = form.arteriole == "by chance"
        return PatientSpec(
            name=form.name,
            age_years=int(self._figure(form.age, ("patient", "age"), "age")),
            occupation=form.occupation,
            words=" ".join(form.words.split()),
            fitzpatrick=form.skin_type,
            side=form.side,
            site=form.site,
            pattern=form.pattern,
            threads=form.threads,
            sources=self._sources(form),
            clots=self._clots(form),
            history=self._history(form),
            has_arteriole=None if by_chance else form.arteriole == "joined",
            has_arteriole_near=None if by_chance else form.arteriole == "near",
            is_overweight=form.overweight,
            takes_hormones=form.hormones,
            abpi=form.abpi,
            pulses=form.pulses,
            has_matting=form.matting,
            weight_kg=round(self._figure(form.weight, ("patient", "weight"), "weight")),
            allergy=form.reactions.allergy,
            faint=form.reactions.faint,
            visual=form.reactions.visual,
            needle_fear=form.needle_fear,
            diligence=form.character.diligence,
            comfort=form.character.comfort,
        )

    def _sources(self, form: PatientForm) -> tuple[SourceSpec, ...]:
        ids = [source.id for source in form.sources]
        found = []
        if form.site in DRAINS and form.sources:
            what = f"a vein of the leg cannot feed thread veins of the site '{form.site}'"
            hint = "leave out sources; what is on no leg drains into a vein of its own"
            self.book.error(("patient", "sources"), "L409", what, hint, is_key=True)
        for number, source in enumerate(form.sources):
            path: Path = ("patient", "sources", number)
            if source.id in ids[:number]:
                self.book.error((*path, "id"), "L401", f"the vein '{source.id}' is there twice")
            self._check_name(source, form.sources[:number], (*path, "id"))
            places = [PATCH, *(i for i in ids if i != source.id)]
            if source.feeds not in places:
                close = self.book.near(source.feeds, places)
                what = f"'{source.id}' cannot feed '{source.feeds}'{close}"
                self.book.error((*path, "feeds"), "L409", what, f"allowed: {', '.join(places)}")
            found.append(
                SourceSpec(
                    id=source.id,
                    kind=source.kind,
                    reflux_s=float(self._figure(source.reflux, (*path, "reflux"), "reflux")),
                    diameter_mm=float(
                        self._figure(source.diameter, (*path, "diameter"), "diameter")
                    ),
                    feeds=source.feeds,
                    is_hidden=source.hidden,
                )
            )
        self._check_flow({s.id: s.feeds for s in found}, ids)
        return tuple(found)

    def _clots(self, form: PatientForm) -> tuple[ClotSpec, ...]:
        ours = {source.kind for source in form.sources}
        free = [vein for vein in CLOTTABLE if EVERY_LEG[vein] not in ours or not EVERY_LEG[vein]]
        found: list[ClotSpec] = []
        for number, clot in enumerate(form.clots):
            path: Path = ("patient", "clots", number)
            if clot.vein not in free:
                what = f"there can be no clot in '{clot.vein}'{self.book.near(clot.vein, free)}"
                self.book.error((*path, "vein"), "L409", what, f"allowed: {', '.join(free)}")
                continue
            if any(other.vein == clot.vein for other in found):
                self.book.error((*path, "vein"), "L401", f"'{clot.vein}' has a clot already")
            low, high = (
                whole if written is None else self._figure(written, (*path, key), "height")
                for key, written, whole in (("begin", clot.begin, 0), ("end", clot.end, 1000))
            )
            if low >= high:
                what = "a clot begins below its end; heights are above the sole"
                self.book.error((*path, "end" if clot.end else "begin"), "L409", what)
            found.append(ClotSpec(clot.vein, float(low), float(high)))
        return tuple(found)

    def _check_name(self, source: SourceForm, before: list[SourceForm], path: Path) -> None:
        """A leg has one of each saphenous vein, and its usual names mean its usual vessels."""
        usual = EVERY_LEG.get(source.id, source.kind)
        if usual != source.kind:
            what = f"'{source.id}' is the name of another vessel of the leg"
            self.book.error(path, "L409", what, "choose another id")
        is_trunk = source.kind in EVERY_LEG.values()
        if is_trunk and any(other.kind == source.kind for other in before):
            what = f"there is a second {source.kind}; a leg has one"
            self.book.error((*path[:-1], "kind"), "L409", what)

    def _check_flow(self, feeds: dict[str, str], ids: list[str]) -> None:
        """Every source must reach the patch; a circle would feed itself for ever."""
        for start in feeds:
            here, seen = start, set()
            while here in feeds and here not in seen:
                seen.add(here)
                here = feeds[here]
            if here in seen:
                path: Path = ("patient", "sources", ids.index(start), "feeds")
                self.book.error(path, "L409", f"'{start}' feeds a circle and never the patch")

    def _history(self, form: PatientForm) -> tuple[HistoryItem, ...]:
        found: list[HistoryItem] = []
        for number, entry in enumerate(form.history):
            path: Path = ("patient", "history", number, "item")
            if entry.item not in HISTORY:
                what = f"nobody asks for '{entry.item}'{self.book.near(entry.item, HISTORY)}"
                self.book.error(path, "L409", what, f"allowed: {', '.join(HISTORY)}")
            if any(other.item == entry.item for other in found):
                self.book.error(path, "L401", f"'{entry.item}' is answered twice")
            answer = " ".join(entry.answer.split())
            found.append(HistoryItem(entry.item, answer, self._bars(entry, (*path[:-1], "bars"))))
        return tuple(found)

    def _bars(self, entry: HistoryForm, path: Path) -> str:
        """Return how an answer bars treatment; a plain contraindication does absolutely."""
        is_said = "contraindication" in entry.model_fields_set
        if entry.bars is None:
            return "absolute" if entry.contraindication else ""
        if is_said and entry.contraindication != (entry.bars != "relative"):
            what = f"'bars: {entry.bars}' and contraindication contradict each other"
            hint = "absolute and defer are contraindications, relative is none; write bars alone"
            self.book.error(path, "L441", what, hint)
        return str(entry.bars)

    def _known(
        self, written: list[str] | None, known: tuple[str, ...], path: Path
    ) -> tuple[str, ...]:
        """Return the chosen part of `known`; None means all of it."""
        if written is None:
            return known
        for number, name in enumerate(written):
            if name not in known:
                what = f"there is no '{name}' to choose{self.book.near(name, known)}"
                self.book.error((*path, number), "L409", what, f"allowed: {', '.join(known)}")
        if not written:
            self.book.error(path, "S314", "this list is empty")
        return tuple(name for name in dict.fromkeys(written) if name in known)

    def _figure(self, written: Any, path: Path, name: str) -> Fraction:
        """Return a quantity inside its range, in core units; 0 after a complaint."""
        dimension = DIMENSIONS[name]
        written = Limits(self.protocol, self.book).resolve(written, path)
        try:
            value = quantity(written, dimension)
        except QuantityError as error:
            self.book.error(path, "S306", str(error))
            return Fraction(0)
        low, high = RANGES[name]
        if not quantity(low, dimension) <= value <= quantity(high, dimension):
            what = f"{shown(written)} is out of range for '{name}'"
            hint = f"allowed: {low} to {high}, like '{EXAMPLES[dimension]}'"
            self.book.error(path, "S315", what, hint)
        return value
