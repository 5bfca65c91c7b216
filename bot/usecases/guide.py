"""Guided flows, step by step. Pure: the caller keeps the FlowPlace between two messages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.flows import HUMAN, TOPIC_PREFIX, Flow, FlowPlace, Step, Way
from bot.domain.knowledge import Library
from bot.domain.replies import Choice, Reply, ReplyKind, SourceLink
from bot.domain.words import Words
from bot.usecases.payloads import LEAVING, TALK_TO_HUMAN, ask, flow_step, leave_flow


@dataclass(frozen=True)
class Guided:
    """What to show, and where the person is afterwards (None: outside any flow)."""

    reply: Reply
    place: FlowPlace | None


class Guide:
    """Starts, continues, leaves and takes up guided flows."""

    def __init__(self, library: Library, words: Words) -> None:
        words.require("flow.left", "flow.gone", "flow.leave", "flow.take_up")
        self._library = library
        self._words = words

    def start(self, flow_id: str, language: str) -> Guided:
        """The first step; an honest reply when there is no such flow."""
        flow = self._library.flows.get(flow_id)
        return self._show(flow, flow.start, language) if flow else self._gone(language)

    def step(self, place: FlowPlace, language: str) -> Guided:
        """That step; the flow's first when the step is gone, an honest reply when the flow is.

        A step id that `leave_flow` made leaves the flow, so that one action can serve every button.
        """
        flow = self._library.flows.get(place.flow)
        if flow is None:
            return self._gone(language)
        if place.step.startswith(LEAVING):
            return self.leave(replace(place, step=place.step.removeprefix(LEAVING)), language)
        return self._show(flow, place.step, language)

    def leave(self, place: FlowPlace, language: str) -> Guided:
        """A good end, with a button that takes the flow up again where it was left."""
        reply = self._words.reply("flow.left", language)
        label = self._words.reply("flow.take_up", language).text
        back = Choice(label, flow_step(place.flow, place.step))
        return Guided(replace(reply, choices=(back, *reply.choices)), None)

    def _gone(self, language: str) -> Guided:
        return Guided(self._words.reply("flow.gone", language), None)

    def _show(self, flow: Flow, step_id: str, language: str) -> Guided:
        step = flow.step(step_id) or flow.steps[flow.start]
        choices = [self._choice(way, flow, step, language) for way in step.ways]
        if not any(way.is_exit for way in step.ways):
            choices.append(Choice(self._words.reply("flow.leave", language).text, leave_flow(flow.id, step.id)))
        reply = Reply(
            text=step.texts.in_language(language),
            kind=ReplyKind.STEP,
            choices=tuple(choices),
            sources=self._sources(step),
            fact_ids=step.fact_ids,
            is_draft=flow.is_draft,
        )
        return Guided(reply, FlowPlace(flow.id, step.id))

    def _sources(self, step: Step) -> tuple[SourceLink, ...]:
        """The step's own sources, and those of the facts it rests on."""
        facts = (self._library.fact(fact_id) for fact_id in step.fact_ids)
        return tuple(dict.fromkeys((*step.sources, *(link for fact in facts if fact for link in fact.sources))))

    @staticmethod
    def _choice(way: Way, flow: Flow, step: Step, language: str) -> Choice:
        label = way.label.in_language(language)
        if way.goto:
            return Choice(label, flow_step(flow.id, way.goto))
        if way.action == HUMAN:
            return Choice(label, TALK_TO_HUMAN)
        if way.action and way.action.startswith(TOPIC_PREFIX):
            return Choice(label, ask(way.action.removeprefix(TOPIC_PREFIX)))
        return Choice(label, leave_flow(flow.id, step.id))
