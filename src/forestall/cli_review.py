"""The commands that check what the coder found: review, a second coder, and the study as a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forestall import DEFAULT_SEED, terminal
from forestall import cli_options as opt
from forestall.cli_output import check_out, show_lines, show_text
from forestall.errors import BadInput

if TYPE_CHECKING:
    from forestall.coding.article import Article

Table = Annotated[
    Path, typer.Argument(metavar="INCIDENTS.parquet", help="From 'forestall code --out'.")
]
Coder = Annotated[
    str, typer.Option("--coder", metavar="NAME", help="A pseudonym, kept with each decision.")
]
Ids = list[str] | None
Accept = Annotated[Ids, typer.Option("--accept", metavar="INCIDENT", help="Repeatable.")]
Reject = Annotated[Ids, typer.Option("--reject", metavar="INCIDENT", help="Repeatable.")]
Set = Annotated[
    Ids, typer.Option("--set", metavar="INCIDENT:FIELD=VALUE", help="Correct a field; repeatable.")
]
Part = Annotated[
    Ids, typer.Option("--part", metavar="INCIDENT,REPORT", help="Part a report; repeatable.")
]
Join = Annotated[
    Ids, typer.Option("--join", metavar="INCIDENT,INCIDENT", help="Two are one; repeatable.")
]
Listed = Annotated[bool, typer.Option("--list", help="List the incidents, least sure first.")]
Every = Annotated[bool, typer.Option("--all", help="Also those that were reviewed before.")]
Articles = Annotated[
    list[Path] | None,
    typer.Option("--articles", metavar="PATH", help="The articles it was coded from; repeatable."),
]
Size = Annotated[int, typer.Option("-n", "--size", min=1, help="How many reports.")]
Filled = Annotated[
    list[Path], typer.Argument(metavar="SAMPLE.csv…", help="Samples filled by second coders.")
]
Trained = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Where to write what was learnt.")
]
Study = Annotated[Path, typer.Option("--out", metavar="DIR", help="report.html and report.json.")]
Title = Annotated[str, typer.Option("--title", help="Of the study; default: countries and years.")]
AgreementFile = Annotated[
    Path | None,
    typer.Option("--agreement", metavar="FILE", help="From 'forestall code agreement --out'."),
]
WithSentences = Annotated[
    bool,
    typer.Option("--with-sentences", help="Show the articles' sentences: they may name people."),
]
ExactPlaces = Annotated[
    bool,
    typer.Option("--exact-places", help="Show villages: they may be where civilians hide."),
]


SET = r"(.+):([a-z_]+=.*)"
PAIR = r"(.+?),\s*(.+)"


def add_to(code: typer.Typer) -> None:
    """Put the commands on the group, in the order of its help."""
    for command in (review, sample, agreement, retrain, report):
        code.command()(command)


def review(
    table: Table,
    listed: Listed = False,
    accept: Accept = None,
    reject: Reject = None,
    set_: Set = None,
    part: Part = None,
    join: Join = None,
    every: Every = False,
    coder: Coder = "first",
) -> None:
    """Accept, correct or reject incidents one by one, least sure first; kept after each decision.

    Decisions are also kept as gold beside the table, and used when the articles are coded again.

    \b
    Examples:
      forestall code review incidents.parquet
      forestall code review incidents.parquet --set "a1#1:killed=49" --accept "a2#1"
    """
    from forestall import terminal_incident, terminal_review
    from forestall.coding import table as tables

    if listed:
        show_lines(terminal_incident.list_lines(tables.read(table)))
        return
    if accept or reject or set_ or part or join:
        steps = terminal_review.steps(
            accept=accept or (),
            reject=reject or (),
            sets=[_two(each, SET, "INCIDENT:FIELD=VALUE") for each in set_ or ()],
            part=[_two(each, PAIR, "INCIDENT,REPORT") for each in part or ()],
            join=[_two(each, PAIR, "INCIDENT,INCIDENT") for each in join or ()],
        )
        after, made = terminal_review.decided(tables.read(table), steps, coder)
        terminal_review.keep(table, after, made)
        typer.echo(terminal_review.kept_line(len(made), table), err=True)
        return
    desk = terminal_review.Desk(
        table,
        ask=_asked,
        say=typer.echo,
        coder=coder,
        mark=lambda words: typer.style(words, bold=True),
        every=every,
    )
    desk.run()


def _two(text: str, form: str, expected: str) -> tuple[str, str]:
    """The two parts of a flag's value; ids may hold colons, and commas without a blank."""
    if found := re.fullmatch(form, text):
        return found.group(1), found.group(2)
    raise BadInput(
        "A flag that cannot be read",
        expected=expected,
        came=repr(text),
        remedy="see 'forestall code review --list' for the ids",
    )


def _asked(prompt: str) -> str:
    try:
        return str(typer.prompt(prompt, prompt_suffix="", default="", show_default=False))
    except (EOFError, typer.Abort) as error:
        raise EOFError from error


def sample(
    table: Table,
    articles: Articles = None,
    size: Size = 100,
    seed: opt.Seed = DEFAULT_SEED,
    out: opt.OutFile = None,
) -> None:
    """Draw a blind sample for a second coder: texts, and empty columns to fill.

    \b
    Example:
      forestall code sample incidents.parquet --articles articles/ -n 100 --out second.csv
    """
    from forestall.coding import second_coder
    from forestall.coding import table as tables

    check_out(out, table, *(articles or ()))
    if out is not None and out.is_file() and out.stat().st_size:
        raise BadInput(
            "The sample would be written over another file",
            expected="a new file after --out: an old sample may be filled by now",
            came=str(out),
            remedy="choose another name with --out, or take the old file away",
        )
    told = None if articles is None else _articles(articles)
    show_text(second_coder.sample(tables.read(table), told, size, seed), out)
    typer.echo(second_coder.instructions(), err=True)


def _articles(paths: list[Path]) -> list[Article]:
    from forestall.coding.article import Article
    from forestall.coding.articles import read

    return [each for each in read(paths) if isinstance(each, Article)]


def agreement(
    table: Table,
    filled: Filled,
    seed: opt.Seed = DEFAULT_SEED,
    out: opt.OutFile = None,
) -> None:
    """Say how well coder and second coders agree: Krippendorff's alpha by field.

    \b
    Example:
      forestall code agreement incidents.parquet second.csv --out agreement.json
    """
    from forestall import terminal_review
    from forestall.coding import second_coder
    from forestall.coding import table as tables
    from forestall.output import write_bytes

    check_out(out, table, *filled)
    texts = [second_coder.read_filled(each) for each in filled]
    found = second_coder.agreement(tables.read(table), texts, seed)
    show_lines(terminal_review.agreement_lines(found))
    if out is not None:
        write_bytes(out, second_coder.as_json(found))


def retrain(
    table: Table,
    articles: Articles = None,
    out: Trained = Path("coder.json"),
    seed: opt.Seed = DEFAULT_SEED,
) -> None:
    """Learn from a review how far scores can be trusted; for 'forestall code --trained'.

    \b
    Examples:
      forestall code retrain incidents.parquet --articles articles/ --out coder.json
      forestall code articles/ --trained coder.json --out incidents.parquet
    """
    from forestall import terminal_review
    from forestall.coding import gold, retrain
    from forestall.coding.pipeline import violence

    check_out(out, table, gold.path_for(table), *(articles or ()))
    with terminal.Bar("Learning"):
        likely = None if articles is None else violence(_articles(articles))
        learnt = retrain.retrain(gold.read(gold.path_for(table)), likely, seed)
    learnt.write(out)
    show_lines(terminal_review.lesson_lines(learnt))
    typer.echo(f"Written to {out}", err=True)


def report(
    table: Table,
    out: Study = Path("study"),
    title: Title = "",
    agreement: AgreementFile = None,
    with_sentences: WithSentences = False,
    exact_places: ExactPlaces = False,
) -> None:
    """Write the study as a page: incidents, victims, causes, justice, and what is not reported.

    \b
    Example:
      forestall code report incidents.parquet --out study
    """
    from forestall.brief import coding_page
    from forestall.coding import table as tables
    from forestall.coding.second_coder import read_agreement

    with terminal.Bar("Writing the page"):
        page, _ = coding_page.save(
            tables.read(table),
            out,
            title=title,
            agreement=None if agreement is None else read_agreement(agreement),
            with_sentences=with_sentences,
            exact_places=exact_places,
        )
    typer.echo(f"Written to {page}", err=True)
