"""The words that tell an identifier from an ordinary word. Grammar only: nothing here is shown to anybody."""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _any_of(words: str) -> str:
    """An alternation for a regular expression, longest first, so that «søsteren» is not read as «søster» and «en»."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


RELATIONS = _any_of(
    """mamma pappa mor mora moren far faren bror broren søster søsteren søstera syster systera venn vennen ven venen
    venninne venninna venninnen kompis kompisen kamerat kameraten kjæreste kjæresten kjæraste kjærasten datter dattera
    datteren dotter dottera sønn sønnen son sonen barn barnet unge ungen lærer læreren lærar læraren lege legen sjef
    sjefen eks eksen type typen dame dama jente jenta gutt gutten gut guten fyr fyren mann mannen kone kona samboer
    samboeren sambuar sambuaren nabo naboen onkel onkelen tante tanta stefar stemor rektor behandler behandleren
    langer langeren selger selgeren saksbehandler saksbehandleren person personen"""
)

NOT_NAMES = _listed(
    """jeg eg jæ æ meg mæ min mi mitt mine du deg din ditt han ham hun ho hen henne de dei dem vi oss dere dykk seg
    noe noko noen nokon ingen alle det den dette denne en ei et ein eit én og eller men så at om for fordi som når da
    då nå no her der hit ikke ikkje aldri bare berre jo til fra frå på i av med ved hos uten utan under over etter før
    mot inn ut opp ned er e var ble blei vart blir har hadde kan kunne vil ville skal skulle må måtte får fikk gjør
    gjer ta tar tok hva kva hvem kven hvor kor kvar hvordan korleis hvorfor kvifor akkurat litt veldig anonym anonymt
    ukjent hemmelig hemmeleg jente gutt gut mann kvinne dame mor far mamma pappa søster syster bror venn venninne
    bekymret bekymra redd fortvilet fortvila trist lei sliten takk hei hjelp nei ja ok forresten egentlig eigentleg
    samme same likt annet anna sånn slik forelder pårørende ungdom student elev lærer helsesykepleier tante onkel
    besteforelder undertegnede navn namn"""
)
"""After «heter» or «hilsen» these say something else than a name."""

STATES = _listed(
    """hacket hacka borte vekk slettet sletta stengt sperret sperra privat full tom ny gammel gamal låst åpen open
    farlig farleg ikke ikkje helt heilt bare berre dum teit nede død"""
)
"""What is said of an account, rather than its name."""

SURE_STREETS = _any_of("gate gata gaten gt vei veien veg vegen vn vg allé alle alléen alleen stredet smauet")

POSSIBLE_STREETS = _any_of(
    """plass plassen sving svingen bakke bakken sti stien lia åsen tun tunet krok kroken løkka terrasse terrassen
    brygge brygga kaia haugen toppen dalen jordet marka berget ringen rabben hagen faret torg torget"""
)
"""These end ordinary words too («arbeidsplassen»): more is asked of what stands around them."""

NOT_STREETS = _listed(
    """hoved hovud om blind motor gang sykkel av inn ut opp ned hjem heim skole skule jern bil luft fot kjøre snar rett
    ring riks fylkes arbeids parkerings leke leike camping sitte stå ligge møte barne samlings raste park bak fram over
    under hopp ski lys lysløype natur tur nabo fjell skog frukt kjøkken små hele heile samme same denne hver kvar"""
)
"""Before «-veien» or «-plassen» these make words that are no addresses."""

NOT_A_HOUSE_NUMBER = _any_of(
    """gang ganger gong gonger år mnd måneder månader uke uker veke veker dag dager dagar døgn time timer timar minutt
    minutter minuttar min sekund sekunder meter m km mil mg gram g gr kg ml cl dl kr kroner stk stykker pers personer
    prosent venner folk andre av til piller pillar tabletter tablettar"""
)
"""After a number these say that it counts something."""

UNITS = _any_of(
    """mikrogram milligram gram mcg µg ug mg g gr kg ml cl dl liter kroner kr nok euro prosent time timer minutt
    minutter min år stk km"""
)
