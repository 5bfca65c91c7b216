"""What the assistant can say, for the actions: answers, guides, services and emergency help behind one door.

Built once by `actions/wiring.py`. Holds no state of any conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.answers import Question
from bot.domain.asked import Asked
from bot.domain.attention import Attention
from bot.domain.emergency import EmergencyBook
from bot.domain.fact_choice import choose_from_topic
from bot.domain.knowledge import Library
from bot.domain.needs import Need, NeedBook
from bot.domain.phrases import Phrase
from bot.domain.places import Place
from bot.domain.replies import Choice, Reply
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.stems import as_words
from bot.domain.text import fold
from bot.domain.words import Words
from bot.usecases.answer_question import AnswerQuestion
from bot.usecases.find_help import FindHelp, HelpQuery
from bot.usecases.guide import Guide
from bot.usecases.payloads import TALK_TO_HUMAN, ask

_RELATIVES = frozenset({"concern_friend", "concern_family", "concern_parent", "concern_partner"})
_SAID_TO_WHO_USES = frozenset({"withdrawal", "mixing", "pregnancy"})
_MOST_OFFERED = 3
_MOST_NEAR = 2
_ASKED_MOST = ("cannabis", "alkohol", "mdma", "kokain")


@dataclass(frozen=True)
class NearQuery:
    """A wish for help with what is known of the place; `needs` from an earlier message where this one has none.

    `unknown`: the place that was named is none that we know. `skipped`: no (further) question about it.
    """

    text: str
    topics: tuple[str, ...]
    places: tuple[Place, ...]
    kommune: str | None
    language: str
    needs: tuple[str, ...] = ()
    age: int | None = None
    skipped: bool = False
    unknown: bool = False


class Assistant:
    """The use cases of the dialogue, and the few small questions between them."""

    def __init__(
        self,
        *,
        library: Library,
        words: Words,
        emergency: EmergencyBook,
        help_near: FindHelp,
        needs: NeedBook,
        human: Sequence[Phrase],
        no_place: Sequence[Phrase],
        mixing_chart: Sequence[Phrase],
    ) -> None:
        words.require("dialogue.offer_topics", "dialogue.offer_human", "dialogue.which_substance", "choice.human")
        self.answers = AnswerQuestion(library, words, mixing_chart)
        self.guide = Guide(library, words)
        self._library = library
        self._words = words
        self._emergency = emergency
        self._help = help_near
        self._needs = needs
        self._human = tuple(human)
        self._no_place = tuple(no_place)

    async def near(self, query: NearQuery) -> tuple[Reply, ...]:
        """Services; or the question where the person lives when nothing tells it and it was not skipped."""
        places = query.places or ((Place(query.kommune, query.kommune),) if query.kommune else ())
        needs = tuple(Need(n) for n in query.needs if n in set(Need))
        return await self._help.find(
            HelpQuery(
                text=query.text,
                needs=needs,
                places=places,
                language=query.language,
                age_hint=query.age,
                for_relative=bool(_RELATIVES & set(query.topics)),
                place_skipped=query.skipped,
                place_unknown=query.unknown,
            )
        )

    def needs_in(self, text: str, topics: Sequence[str] = ()) -> list[str]:
        """The kinds of help that a message asks for; a relative's topic asks for help for relatives."""
        found = [need.value for need in self._needs.find(text)]
        is_relative = bool(_RELATIVES & set(topics)) and Need.RELATIVES.value not in found
        return [*found, Need.RELATIVES.value] if is_relative else found

    def names_no_place(self, text: str) -> bool:
        """True for an answer to «Hvor bor du?» that is a no, a doubt or a courtesy, not the name of a place."""
        folded = fold(text)
        return not any(c.isalnum() for c in folded) or any(phrase.search(folded) for phrase in self._no_place)

    def emergency_cards(
        self, level: RiskLevel, kinds: Sequence[str], language: str, topics: Sequence[str] = ()
    ) -> tuple[Reply, ...]:
        """The same cards as the gateway shows; a relative gets none that speaks to the one who uses."""
        if level is RiskLevel.HIGH and _RELATIVES.intersection(topics[:1]):
            kinds = [kind for kind in kinds if kind not in _SAID_TO_WHO_USES]
        signals = tuple(RiskSignal(level, kind, "") for kind in kinds or ("other",))
        return self._emergency.cards(RiskVerdict(level, signals), language)

    def asks_for_human(self, text: str) -> bool:
        """True for a plain wish, not for a question about what a ruskonsulent is."""
        folded = fold(text)
        return any(phrase.search(folded) for phrase in self._human)

    def can_do_without_substance(self, question: Question) -> bool:
        """True where the topic's own answers fit what was asked, so that no rusmiddel need be named."""
        words = as_words(question.text)
        for name in question.topics[:1]:
            topic = self._library.topics.get(name)
            if topic and any(fit.is_asked for fit in choose_from_topic(topic, Asked(Attention(words, words)))):
                return True
        return False

    def which_substance(self, topics: Sequence[str], language: str) -> Reply:
        """The question back, with the rusmidler that are asked about most as buttons."""
        topic = topics[0] if topics else "effects"
        known = [self._library.substances[s] for s in _ASKED_MOST if s in self._library.substances]
        choices = tuple(Choice(s.name.in_language(language), ask(topic, s.id)) for s in known)
        return replace(self._words.reply("dialogue.which_substance", language), choices=choices)

    def offer(self, nearest: Sequence[str], question: Question, *, is_second: bool) -> Reply:
        """The questions that it may have been, filled up with the nearest topics; the second time in a row a human."""
        language = question.language
        human = Choice(self._words.reply("choice.human", language).text, TALK_TO_HUMAN)
        if is_second:
            return replace(self._words.reply("dialogue.offer_human", language), choices=(human,))
        known = [t for t in nearest if f"choice.{t}" in self._words.by_key][:_MOST_OFFERED]
        topics = [Choice(self._words.reply(f"choice.{t}", language).text, ask(t)) for t in known]
        choices = [*self.answers.near(question)[:_MOST_NEAR], *topics][:_MOST_OFFERED]
        return replace(self._words.reply("dialogue.offer_topics", language), choices=(*choices, human))
