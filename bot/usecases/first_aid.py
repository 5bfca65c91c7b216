"""From a text to its verdict and the emergency help that belongs to it. Pure: needs neither database nor model."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.conversation import Conversation, ConversationId, Message
from bot.domain.emergency import EmergencyBook
from bot.domain.events import AssessmentFailed
from bot.domain.handoff import State
from bot.domain.language import detect
from bot.domain.replies import Reply, ReplyKind
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.words import Words
from bot.ports import Assess
from bot.usecases.journal import record_failure

_STILL_ON_SCREEN = 12
_WRITTEN_TO = {"nn": "nn", "en": "en", "other": "en"}


class FirstAid:
    """Fails safe: when the rules themselves break, the person gets the general emergency help and a human is called."""

    def __init__(self, *, assess: Assess, emergency: EmergencyBook, words: Words) -> None:
        words.require("system.assessment_failed")
        self._assess = assess
        self._emergency = emergency
        self._words = words

    def verdict(
        self, text: str, earlier: Sequence[str] = (), *, conversation: ConversationId | None = None
    ) -> RiskVerdict:
        """How dangerous the text is; HIGH when that cannot be found out."""
        try:
            return self._assess(text, earlier)
        except Exception as error:  # fail safe and visibly, whatever is wrong with a rule
            record_failure(AssessmentFailed(conversation or ConversationId("unknown")), error)
            reason = self._words.reply("system.assessment_failed", "nb").text
            return RiskVerdict(RiskLevel.HIGH, (RiskSignal(RiskLevel.HIGH, "unassessed", reason),))

    def cards(self, verdict: RiskVerdict, text: str, language: str) -> tuple[Reply, ...]:
        """The help for a verdict that needs a human, in the language of the text; empty for a lower grade."""
        if not verdict.level.needs_human:
            return ()
        return self._emergency.cards(verdict, self.language_of(text, language))

    def language_of(self, text: str, chosen: str) -> str:
        """The language to help somebody in who wrote this: theirs where it clearly is another than bokmål."""
        return _WRITTEN_TO.get(detect(text), chosen)

    def cards_to_show(
        self, verdict: RiskVerdict, text: str, conversation: Conversation, recent: Sequence[Message]
    ) -> tuple[Reply, ...]:
        """Every dangerous message gets its help; what is still on the screen is not repeated in full."""
        cards = self.cards(verdict, text, conversation.language)
        shown = {m.reply.text for m in recent[-_STILL_ON_SCREEN:] if m.reply.kind is ReplyKind.EMERGENCY}
        new = tuple(card for card in cards if card.text not in shown)
        if conversation.state is State.WITH_COUNSELLOR:  # the bot is silent, unless a life is in danger now
            return new if verdict.level is RiskLevel.ACUTE else ()
        return new or cards[:1]
