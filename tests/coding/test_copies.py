"""Reprints are grouped; updates with another toll are not."""

from __future__ import annotations

from datetime import date

from forestall.coding.article import Article
from forestall.coding.copies import grouped

STORY = (
    "At least 26 men were killed on Sunday when two tribes fought near Wapenamanda in Enga, the "
    "police said. The bodies were found along a road and in the grass by a river. An officer said "
    "that it was the worst fighting he had seen in years, and that more bodies were in the bush. "
    "The prime minister said that he was deeply moved and would give the army power to arrest. "
    "Leaders of both sides were asked to come to the church hall in the valley for talks."
)


def article(doc_id: str, text: str, day: int = 19) -> Article:
    return Article(doc_id, text, published=date(2024, 2, day))


def ids(*articles: Article) -> list[list[str]]:
    return [[each.article.doc_id, *(c.doc_id for c in each.copies)] for each in grouped(articles)]


def test_exact_copy_in_other_letters_is_one_report_of_two_outlets() -> None:
    assert ids(article("a", STORY), article("b", STORY.upper())) == [["a", "b"]]


def test_a_trimmed_reprint_with_another_first_line_is_a_copy_of_the_longer() -> None:
    trimmed = "Tribal war shocks nation. " + STORY[: STORY.index("Leaders")]
    assert ids(article("b", trimmed, 20), article("a", STORY)) == [["a", "b"]]


def test_an_update_with_another_toll_is_a_report_of_its_own() -> None:
    update = STORY.replace("26", "49").replace("Leaders", "Later leaders")
    assert ids(article("a", STORY), article("b", update)) == [["a"], ["b"]]
    words = STORY.replace("At least 26", "At least thirty")
    assert ids(article("a", STORY), article("b", words)) == [["a"], ["b"]]


def test_another_story_is_no_copy_nor_is_the_same_one_told_a_month_later() -> None:
    other = "The council opened a new market near the river on Monday, and traders were pleased."
    assert ids(article("a", STORY), article("b", other)) == [["a"], ["b"]]
    later = Article("b", STORY, published=date(2024, 3, 19))
    assert ids(article("a", STORY), later) == [["a"], ["b"]]


def test_texts_too_short_for_a_run_and_empty_ones() -> None:
    assert ids(article("a", "Two dead."), article("b", "Two dead."), article("c", "")) == [
        ["a", "b"],
        ["c"],
    ]
    assert ids() == []
