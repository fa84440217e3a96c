"""How many were killed, injured and displaced: sentences worked by hand."""

from __future__ import annotations

import pytest

from forestall.coding.counts import Harm, mentions, totals
from forestall.coding.number_words import Quantity, read
from forestall.coding.report import Count

EXACT = {
    # digits, number words
    "12 people were killed.": 12,
    "Some 1,200 villagers were massacred in a single night.": 1200,
    "Forty-nine worshippers were shot dead at the mosque.": 49,
    "A dozen farmers were hacked to death.": 12,
    "Two dozen miners died when gunmen opened fire.": 24,
    "Half a dozen guards perished.": 6,
    "A couple of traders were murdered.": 2,
    "One hundred and five people lost their lives.": 105,
    "Two thousand people were slaughtered.": 2000,
    # one person
    "A nurse was shot dead.": 1,
    "The mayor was assassinated outside his home.": 1,
    "Dr Okello was killed on Sunday.": 1,
    "Gunmen killed John Wapo.": 1,
    "An 18-year-old student was stabbed to death.": 1,
    "A doctor was arrested, taken to a barracks and later killed by soldiers.": 1,
    "A community leader and former teacher was gunned down.": 1,
    "The head of the council was lynched.": 1,
    "A guard succumbed to his injuries in hospital.": 1,
    "The raid resulted in the death of a trader.": 1,
    "Armed men abducted a driver and shot him dead.": 1,
    "The body of a woman was found in the river.": 1,
    "The attacker blew himself up, killing himself.": 1,
    # joined
    "A farmer and his two sons were killed.": 3,
    "The blast hit a house, killing a mother and her child.": 2,
    "Rebels killed Peter Wapo, Mary Kila and Tom Yano.": 3,
    "Twin bombings killed 12 and 7.": 19,
    "Shells landed on both sides of the river, killing four and three villagers respectively.": 7,
    "Militants killed a paramedic, his wife, and his son.": 3,
    "A surgeon and his sister, a dentist, were killed, alongside six members of their family.": 8,
    "Raiders strangled a teacher and a trader to death.": 2,
    "The fire left 30 men and seven boys dead.": 37,
    "Soldiers killed 37 on Sunday and 12 on Monday.": 49,
    "Clashes left three dead on each side.": 6,
    "Eight civilians and a doctor were killed by an airstrike.": 9,
    "Five police officers were killed in Mendi and a soldier was killed in Wabag.": 6,
    # breakdowns are no addition
    "16 people, including eight women and five children, were killed.": 16,
    "16 people including eight women and five children were killed.": 16,
    "3 killed: two women and a boy.": 3,
    "Nine people, most of them children, were killed.": 9,
    "Four children were killed among 11 civilians.": 11,
    "Two health workers were among the 30 killed.": 30,
    "Ten people were killed, seven of them women.": 10,
    "Militia killed 10 people, five women and five children.": 10,
    "Two paramedics with a relief agency were killed.": 2,
    "The violence went on with 27 people being burnt to death.": 27,
    "A driver and a supervisor were both killed.": 2,
    "On 3 May 2021 two men were killed.": 2,
    # reduced and headline forms
    "Three killed, five wounded in market blast": 3,
    "Gunmen kill 12 in village raid": 12,
    "Bomb kills four": 4,
    "12 die in tribal fight": 12,
    "An airstrike led to 52 people, some of them children, killed.": 52,
    "Shelling resulted in six dead and nine injured.": 6,
    "A teacher was killed and a guard wounded.": 1,
    # nouns
    "The attack claimed the lives of eight monks.": 8,
    "The fighting claimed 14 lives.": 14,
    "There were four fatalities.": 4,
    "One death was reported.": 1,
    "The killing of two elders set off the feud.": 2,
    "Nine bodies were recovered from a well.": 9,
    "The death toll rose from 20 to 26.": 26,
    "The death toll has climbed to 61, police said.": 61,
    "They were charged with the murder of two sisters.": 2,
    "It was reported that five men had been beheaded.": 5,
    "Two refugees were reported to have been killed.": 2,
    # the attackers too
    "A suicide bomber killed himself and four shoppers.": 5,
}

NONE_TOLD = [
    "A 46-year-old man was arrested on 12 May 2021.",
    "The gang burnt 40 houses and stole 12 vehicles.",
    "Raiders killed 30 pigs and two cows.",
    "Tickets cost 300 kina, up 20 percent.",
    "Call 555 1234 for details of camp 13.",
    "He threatened to kill 12 teachers.",
    "The blast could have killed dozens.",
    "They would have been dead by morning.",
    "Police foiled a plot to kill the governor.",
    "If five men were killed, the clan would pay.",
    "She received death threats and two men were sentenced to death.",
    "Ambulances evacuated casualties.",
    "Relatives of a patient who had died attacked the ward.",
    "Casualties are unknown.",
    "The attack killed the hopes of the peace talks.",
    "A guard tried to assassinate the premier.",
]

DENIED = [
    "No one was killed.",
    "No casualties were reported.",
    "Nobody died.",
    "Neither injuries nor fatalities were reported.",
    "There were no deaths.",
    "The hostages were not killed.",
    "No injuries or deaths were reported.",
]

BOUNDS = {
    "At least 30 people were killed.": (30, 30, None),
    "More than 30 people were killed.": (30, 30, None),
    "As many as 60 people were killed.": (0, 60, 60),
    "Up to three villagers were killed.": (0, 3, 3),
    "Nearly 50 people were killed.": (45, 50, 50),
    "About 40 people were killed.": (36, 40, 44),
    "An estimated 200 people were killed.": (180, 200, 220),
    "Between 20 and 50 people were killed.": (20, 35, 50),
    "20 to 50 people were killed.": (20, 35, 50),
    "15-18 people were killed.": (15, 16, 18),
    "Two or three men were killed.": (2, 2, 3),
    "Dozens of people were killed.": (24, None, None),
    "Scores were killed.": (40, None, None),
    "Hundreds of villagers were killed.": (200, None, None),
    "Several people were killed.": (3, None, None),
    "Civilians were killed.": (2, None, None),
    "An unspecified number of people were killed.": (1, None, None),
    "A doctor and his family were killed.": (3, None, None),
    "Two nurses were among those killed.": (2, None, None),
    "The bodies of villagers were found.": (2, None, None),
    "Over 60 people were feared dead.": (0, None, None),
}

INJURED = {
    "Two guards were wounded.": 2,
    "A nurse was killed and three others injured.": 3,
    "Three killed in blast\n\nA bomb killed three people and wounded five others.": 5,
    "The blast injured a dozen shoppers.": 12,
    "Shells fell on the market, killing four and wounding nine.": 9,
    "A boy suffered injuries.": 1,
    "The raid led to the injury of six men.": 6,
    "Thirty wounded soldiers were admitted.": 30,
    "Four students got hurt in the stampede.": 4,
    "In total 32 people were injured.": 32,
}

TEXTS = {
    "Two nurses were killed. A guard was also killed.": 3,
    "Ten people were killed. Among the dead was a nurse.": 10,
    "Three drivers, a cook and a guard were kidnapped. All the victims were later executed.": 5,
    "One guard was shot and wounded. He died in hospital.": 1,
    "Six people were killed. Six people were killed.": 6,
    "Raiders killed four. The toll rose to 9.": 9,
    "A teacher was shot dead. The teacher was killed on her way home.": 1,
    "Two people were killed. Riots in 1984 killed 3,000.": 2,
    "Five men were killed on Friday. 33 have been killed since January.": 5,
    "Four men were reported missing. Their bodies were found in a ditch.": 4,
    "Several people were killed. At least 12 people died, police said.": 12,
    "Three killed in blast\n\nA bomb killed three people and wounded five others.": 3,
    "Toll rises to 26\n\nEight more bodies were found, bringing the death toll to 26.": 26,
    "At least 49 men were shot. Gunmen killed 50. Officials later put the death toll at 40.": 40,
    "Police initially said 64 people were killed but revised it. 49 people were killed.": 49,
    "A soldier and two rebels died. The rebels said they had killed 15 soldiers.": 3,
    "On 3 May 2021 two men were killed. In 2013 a feud killed 60.": 2,
    "A cook and a guard were taken away. They were both executed.": 2,
    "A clerk and a nurse were killed. At least a further six people were killed outside.": 8,
    "Two refugees were killed. The body of the second refugee was found later.": 2,
    "One worker was wounded, and taken to a clinic where she died of her wounds.": 1,
}


@pytest.mark.parametrize(("sentence", "killed"), EXACT.items())
def test_the_number_told_dead(sentence: str, killed: int) -> None:
    told = totals(sentence).killed
    assert told is not None
    assert told.best == killed


@pytest.mark.parametrize("sentence", NONE_TOLD)
def test_no_death_is_told(sentence: str) -> None:
    assert totals(sentence).killed is None


@pytest.mark.parametrize("sentence", DENIED)
def test_death_denied_is_nought(sentence: str) -> None:
    assert totals(sentence).killed == Count(0, 0, 0)


@pytest.mark.parametrize(("sentence", "count"), BOUNDS.items())
def test_bounds(sentence: str, count: tuple[int, int | None, int | None]) -> None:
    assert totals(sentence).killed == Count(*count)


@pytest.mark.parametrize(("sentence", "injured"), INJURED.items())
def test_the_number_told_injured(sentence: str, injured: int) -> None:
    told = totals(sentence).injured
    assert told is not None
    assert told.best == injured


@pytest.mark.parametrize(("text", "killed"), TEXTS.items())
def test_a_text_counts_each_person_once(text: str, killed: int) -> None:
    told = totals(text).killed
    assert told is not None
    assert told.best == killed


def test_killed_or_injured_says_neither() -> None:
    told = totals("The blast killed or injured 12.")
    assert told.killed == Count(0, None, 12)
    assert told.injured == Count(0, None, 12)


def test_who_dies_of_wounds_is_not_injured() -> None:
    told = totals("A driver was injured, and later died.")
    assert told.killed == Count(1, 1, 1)
    assert told.injured is None


def test_a_toll_over_months_is_cumulative_and_says_since_when() -> None:
    (mention,) = mentions("Since January, 33 people have been killed.")
    assert mention.cumulative
    assert "January" in mention.since
    assert totals("33 people were killed in four months.").killed == Count(33, 33, 33)


def test_cumulative_forms() -> None:
    for sentence in (
        "33 people were killed in four months.",
        "90 people have been killed so far this year.",
        "Some 400 people were killed over the past decade.",
    ):
        assert [m.cumulative for m in mentions(sentence)] == [True], sentence


def test_a_threat_is_hypothetical_and_long_ago_is_background() -> None:
    assert [m.hypothetical for m in mentions("They threatened to kill 12 teachers.")] == [True]
    assert [m.background for m in mentions("Riots in 1984 killed 3,000 people.")] == [True]


def test_displaced() -> None:
    (mention,) = mentions("About 400 people were displaced.")
    assert (mention.harm, mention.low, mention.best) == (Harm.DISPLACED, 360, 400)
    (mention,) = mentions("3,500 villagers were forced to flee.")
    assert (mention.harm, mention.best) == (Harm.DISPLACED, 3500)


def test_groups_and_speaker() -> None:
    (mention,) = mentions("According to the governor, nine women were killed.")
    assert (mention.group, mention.speaker) == ("women", "the governor")
    assert [m.group for m in mentions("Two soldiers were killed.")] == ["fighters"]
    assert [m.group for m in mentions("Two people were killed.")] == [""]


def test_the_span_holds_who_and_what() -> None:
    sentence = "On Sunday, two nurses were killed in Wabag."
    (mention,) = mentions(sentence)
    assert sentence[mention.start : mention.end] == "two nurses were killed"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "....", "12", "killed", "(((", "was were was", "🙂"]
)
def test_what_tells_nothing_counts_nothing(text: str) -> None:
    assert mentions(text) == []
    assert totals(text).killed is None
    assert totals(text).injured is None


@pytest.mark.parametrize(
    ("words", "quantity", "after"),
    [
        ("twenty one men", Quantity.of(21), 2),
        ("1.5 million people", Quantity.of(1_500_000), 2),
        ("several hundred people", Quantity(300, None, None), 2),
        ("no fewer than 8 men", Quantity(8, 8, None), 4),
        ("100 or more people", Quantity(100, 100, None), 3),
        ("three lakh people", Quantity.of(300_000), 2),
        ("tens of thousands of people", Quantity(20_000, None, None), 4),
    ],
)
def test_numbers_in_words(words: str, quantity: Quantity, after: int) -> None:
    assert read(words.split(), 0) == (quantity, after)


@pytest.mark.parametrize("words", ["a man", "people", "the", "an attack"])
def test_no_number_in_words(words: str) -> None:
    assert read(words.split(), 0) is None
