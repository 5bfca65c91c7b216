"""What is known of taking things together: the worst pair first, unknown said as unknown, and a question back when only
one thing was named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.answers import Question, Section
from bot.domain.fact_chances import Weighed
from bot.domain.fact_choice import Fit, choose_from_topic, choose_on_aspect
from bot.domain.knowledge import Fact, Library
from bot.domain.mixing import Level, Pair
from bot.domain.phrases import Phrase
from bot.domain.readability import sentences_of
from bot.domain.replies import Choice, Reply
from bot.domain.stems import as_words, has_stem
from bot.domain.text import fold
from bot.domain.words import Words
from bot.usecases.naming import Naming, with_capital
from bot.usecases.payloads import ask

MIXING = "mixing"
_MOST_PAIRS = 3
_MOST_SENTENCES = 4
_SUGGESTED = 4
_NAMED_IN_OVERVIEW = 4
_LEGEMIDDEL = "legemiddel"


class MixingAnswers:
    """Finds the section of an answer about mixing. `overview` are the ways of asking for the whole table."""

    def __init__(self, library: Library, words: Words, overview: Sequence[Phrase] = ()) -> None:
        words.require(*(f"mixing.pair.{level.word}" for level in Level))
        words.require("mixing.unknown_medicine", "mixing.with_what", "mixing.which", "mixing.no_facts")
        words.require("mixing.chart", "mixing.chart.none", "choice.mixing_chart")
        self._library = library
        self._words = words
        self._naming = Naming(library)
        self._overview = tuple(overview)

    def is_overview(self, question: Question) -> bool:
        """True for «hva kan jeg blande med hva»; never in danger, where there are other things to say."""
        folded = fold(question.text)
        return not question.risk.needs_human and any(phrase.search(folded) for phrase in self._overview)

    def overview(self, question: Question) -> Section:
        """The most dangerous of what is often mixed, in words: the table itself is a button away."""
        language = question.language
        mixing, usual = self._library.mixing, self._library.rules.named("often_mixed")
        near = [other for thing in usual[:1] for other in mixing.worst_partners(thing)]
        known = [thing for thing in (*usual, *near) if thing in self._library.substances]
        worst = [p for p in mixing.worst_first(known) if p.level is Level.DEADLY][:_NAMED_IN_OVERVIEW]
        if not worst:
            return Section(MIXING, (self._words.reply("mixing.chart.none", language),))
        both = f" {self._words.reply('services.and', language).text} "
        named = ", ".join(both.join(self._naming.name(thing, language) for thing in (p.a, p.b)) for p in worst)
        reply = replace(
            self._words.reply("mixing.chart", language, pairs=named),
            sources=tuple(dict.fromkeys(source for pair in worst for source in pair.sources)),
            fact_ids=tuple(dict.fromkeys(pair.id for pair in worst)),
            is_draft=any(pair.is_draft for pair in worst),
        )
        return Section(MIXING, (reply,))

    def section(self, question: Question, weighed: Weighed) -> Section:
        """The pairs of all that was named, or a question back; and what is known of mixing as such, where asked for."""
        things = self.things(question)
        pairs = self._library.mixing.worst_first(things)[:_MOST_PAIRS]
        if not pairs:
            return self._one_thing(things[0], question, weighed) if things else self._nothing_named(question, weighed)
        replies = [self.pair_reply(pair, question.language) for pair in pairs]
        known = [r for r in replies if r.fact_ids]
        unknown = [r for r in replies if not r.fact_ids]
        return Section(MIXING, (*known, *self._in_general(question, weighed), *unknown))

    def _in_general(self, question: Question, weighed: Weighed) -> tuple[Reply, ...]:
        """The topic's own fact where the message clearly asks for it («hvor lenge må jeg vente»)."""
        return tuple(f.fact.reply(question.language) for f in self._own_facts(weighed)[:1] if f.is_strong)

    def _own_facts(self, weighed: Weighed) -> tuple[Fit, ...]:
        topic = self._library.topics.get(MIXING)
        return choose_from_topic(topic, weighed.asked, weighed.likely) if topic else ()

    def things(self, question: Question) -> tuple[str, ...]:
        """Substances and partners that were named; «medisinen min» only beside at most one other thing."""
        partners = self._library.mixing.partners_in(as_words(question.text))
        exact = (*question.substances, *(p.id for p in partners if not p.is_general))
        general = tuple(p.id for p in partners if p.is_general) if len(exact) < 2 else ()
        return tuple(dict.fromkeys((*exact, *general)))

    def worst_warning(self, question: Question) -> Reply | None:
        """The most dangerous pair of what was named, when it is dangerous enough to say unasked."""
        pairs = self._library.mixing.worst_first(question.substances)
        return self.pair_reply(pairs[0], question.language) if pairs and pairs[0].level >= Level.DANGEROUS else None

    def pair_reply(self, pair: Pair, language: str) -> Reply:
        """The level in words, the reason, and what to do."""
        fields = self._naming.fields(language, pair.a, pair.b)
        named = self._fact_that_names_both(pair) if pair.level is Level.UNKNOWN else None
        if named:
            return named.reply(language)
        if pair.level is Level.UNKNOWN and self._has_medicine(pair):
            return self._words.reply("mixing.unknown_medicine", language, **fields)
        reply = self._words.reply(f"mixing.pair.{pair.level.word}", language, **fields)
        told = [t.in_language(language) for t in (pair.reason, pair.advice) if t]
        return replace(
            reply,
            text=_at_most_four(reply.text, *told),
            sources=pair.sources,
            fact_ids=(pair.id,) if pair.id else (),
            is_draft=bool(pair.id) and pair.is_draft,
        )

    def _fact_that_names_both(self, pair: Pair) -> Fact | None:
        """Where the table has a gap, one thing's own warning may still name the other."""
        for thing, other in ((pair.a, pair.b), (pair.b, pair.a)):
            substance, named = self._library.substances.get(thing), self._library.substances.get(other)
            for fact in substance.facts_on(MIXING) if substance and named else ():
                if named and has_stem(as_words(fact.texts.nb), named.names):
                    return fact
        return None

    def _has_medicine(self, pair: Pair) -> bool:
        substances = (self._library.substances.get(thing) for thing in (pair.a, pair.b))
        is_medicine = any(s is not None and s.group == _LEGEMIDDEL for s in substances)
        return is_medicine or any(thing in self._library.mixing.partners for thing in (pair.a, pair.b))

    def _one_thing(self, thing: str, question: Question, weighed: Weighed) -> Section:
        substance = self._library.substances.get(thing)
        fields = self._naming.fields(question.language, thing)
        facts = choose_on_aspect(substance, MIXING, as_words(question.text)) if substance else ()
        said = (
            facts[0].reply(question.language)
            if facts
            else self._words.reply("mixing.no_facts", question.language, **fields)
        )
        back = self._words.reply("mixing.with_what", question.language, **fields)
        replies = (said, *self._in_general(question, weighed))
        return Section(MIXING, replies, question=replace(back, choices=self._partners_of(thing, question.language)))

    def _nothing_named(self, question: Question, weighed: Weighed) -> Section:
        fits = self._own_facts(weighed)
        usual = [s for s in self._library.rules.named("often_mixed") if s in self._library.substances][:_SUGGESTED]
        choices = tuple(Choice(self._label(s, question.language), ask(MIXING, s)) for s in usual)
        back = replace(self._words.reply("mixing.which", question.language), choices=choices)
        return Section(MIXING, tuple(f.fact.reply(question.language) for f in fits), question=back)

    def _label(self, thing: str, language: str) -> str:
        return with_capital(self._naming.name(thing, language))

    def _partners_of(self, thing: str, language: str) -> tuple[Choice, ...]:
        likely = [p for p in self._library.mixing.worst_partners(thing) if p in self._library.substances]
        usual = [p for p in self._library.rules.named("often_mixed") if p != thing]
        chosen = list(dict.fromkeys((*usual[:2], *likely, *usual)))[:_SUGGESTED]
        return tuple(Choice(self._label(p, language), ask(MIXING, thing, p)) for p in chosen)


def _at_most_four(*parts: str) -> str:
    sentences = [s for part in parts for s in sentences_of(part)]
    return " ".join(sentences[:_MOST_SENTENCES])
