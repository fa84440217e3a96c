"""What the command line says to a person at a terminal: progress, errors, and nothing to a pipe."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from forestall.errors import ForestallError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from rich.progress import Progress

    from forestall.brief.evaluation_page import Evaluated
    from forestall.options.appraisal import Appraisal
    from forestall.options.campaigns import CampaignReport
    from forestall.options.compare import Comparison
    from forestall.records.report import DataVersion
    from forestall.situation.assessment import Assessment
    from forestall.warning.evaluate import Evaluation
    from forestall.warning.evaluate_onset import OnsetEvaluation
    from forestall.warning.evaluate_outside import OutsideEvaluation

_PATIENCE = 1.0  # seconds of work before a bar is worth showing
_LONGEST = 600  # letters of an error's line: a path and a few reasons fit, a whole file does not


class Bar:
    """A progress bar on stderr: shown on a terminal only, and only after a second of work.

    Call it with ``(done, total)`` or ``(done, total, what)``; ``total`` 0 means "not known".
    """

    def __init__(self, what: str, *, live: bool | None = None) -> None:
        self._what, self._done, self._total = what, 0, 0
        self._live = sys.stderr.isatty() if live is None else live
        self._shown: Progress | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(_PATIENCE, self.show)
        self._timer.daemon = True

    def __call__(self, done: int, total: int = 0, what: str = "") -> None:
        with self._lock:
            self._done, self._total, self._what = done, total, what or self._what
            self._refresh()

    def __enter__(self) -> Bar:
        if self._live:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._live = False
            if self._shown is not None:
                self._shown.stop()

    def show(self) -> None:
        """Draw the bar now; the timer calls this after a second of work."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if not self._live:
                return
            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self._shown = Progress(*columns, console=Console(stderr=True), transient=True)
            self._shown.add_task(self._what, total=None)
            self._shown.start()
            self._refresh()

    def _refresh(self) -> None:
        if self._shown is not None:
            task = self._shown.task_ids[0]
            total = self._total or None
            self._shown.update(task, completed=self._done, total=total, description=self._what)


def error_lines(error: ForestallError) -> str:
    """A named error as four short plain lines, whatever the file it quotes holds."""
    return "\n".join(
        (
            f"{_shown(error.what)}.",
            f"  expected: {_shown(error.expected)}",
            f"  came:     {_shown(error.came)}",
            f"  remedy:   {_shown(error.remedy)}",
        )
    )


def _shown(text: str) -> str:
    """Text cut to a readable length, with control characters (a terminal obeys them) spelt out."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in cut)


def close_quietly() -> None:
    """After the reader of our output has gone (``| head``), let Python exit without a word."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def situation_lines(situation: Assessment) -> list[str]:
    """An assessment in a dozen lines."""
    states = situation.consent.probabilities
    lines = [
        f"{situation.country}, as known at the end of {situation.as_of.in_words()}",
        f"  deaths in organised violence, last 12 months: {_count(situation.deaths_12m)}",
        "  who may be the main killer of civilians in the next 12 months:",
    ]
    ranked = sorted(situation.perpetrators, key=lambda p: -p.probability)
    lines += [f"    {p.probability:4.0%}  {p.name} ({p.kind})" for p in ranked[:6]]
    if not ranked:
        lines.append("    nobody on record")
    chances = ", ".join(f"{state} {chance:.0%}" for state, chance in states.items())
    lines.append(f"  would the government let a mission in: {chances}")
    failing = {True: "yes", False: "no", None: "the data cannot say"}[situation.failing.state]
    lines.append(f"  manifestly failing to protect: {failing}")
    present = ", ".join(mission.acronym for mission in situation.presence)
    lines.append(f"  missions there: {present or 'none on record'}")
    return lines


def _count(deaths: int | None) -> str:
    return "not in these data" if deaths is None else f"{deaths:,}"


def appraisal_lines(appraisal: Appraisal) -> list[str]:
    """An appraisal as a table of the four options over 12 months, and the reason."""
    heads = (
        f"  {'option':<24}{'fit':<9}{'deaths averted (90%)':<28}{'USD million':<14}chance of harm"
    )
    lines = [appraisal.headline, "", heads]
    for option in appraisal.options:
        averted, cost = option.deaths_averted[12], option.cost[12]
        low, high = round(averted.quantile(0.05)), round(averted.quantile(0.95))
        spread = f"{round(averted.mean):,} ({low:,} to {high:,})"
        chosen = "*" if option.id == appraisal.recommended else " "
        cells = f"{option.id:<24}{option.fit:<9}{spread:<28}{cost.mean:<14,.0f}"
        lines.append(f"{chosen} {cells}{option.p_harm:.0%}")
    return [*lines, "", appraisal.why]


def campaign_lines(report: CampaignReport) -> list[str]:
    """How a mission's futures end, and deaths with it and without it."""
    ends = ", ".join(f"{o.value.replace('_', ' ')} {p:.0%}" for o, p in report.shares.items())
    lines = [
        f"{report.assessment.country.name}, {report.assessment.as_of}: {report.futures:,} futures "
        f"of {report.months} months",
        f"  how they end: {ends}",
        f"  (in {report.untested:.0%} no killing would have come while the mission is there)",
    ]
    for words, drawn in (
        ("civilian deaths without it", report.deaths_without),
        ("with it", report.deaths_with),
        ("averted", report.deaths_averted),
        ("USD million", report.cost),
    ):
        low, high = drawn.quantile(0.05), drawn.quantile(0.95)
        lines.append(f"  {words}: {drawn.mean:,.0f} on average ({low:,.0f} to {high:,.0f})")
    lines.append(f"  of the killing kept from its place, moved: {report.displaced_share:.0%}")
    lines.append(f"  chance that the mission costs lives: {report.p_harm:.0%}")
    return lines


def comparison_lines(comparison: Comparison) -> list[str]:
    """Designs as a table over 12 months, then what would change the order."""
    heads = (
        f"  {'design':<24}{'deaths averted (90%)':<28}{'USD million':<14}{'harm':<7}"
        f"{'deterred':<10}{'failed':<8}largest regret"
    )
    lines = [heads]
    for option in comparison.options:
        averted, ends = option.deaths_averted[12], option.endings
        low, high = averted.quantile(0.05), averted.quantile(0.95)
        spread = f"{averted.mean:,.0f} ({low:,.0f} to {high:,.0f})"
        mark = "*" if option.name == comparison.recommended else " "
        ended = ("-", "-") if ends is None else (f"{ends.deterred:.0%}", f"{ends.failed:.0%}")
        lines.append(
            f"{mark} {option.name:<24}{spread:<28}{option.cost[12].mean:<14,.0f}"
            f"{option.p_harm:<7.0%}{ended[0]:<10}{ended[1]:<8}{option.worst_regret:,.0f}"
        )
    lines += ["", f"first by score: {comparison.best}; least regret: {comparison.robust}"]
    for flip in comparison.flips[:5]:
        lines.append(
            f"  {flip.to} would go first if the chance that {flip.state} were {flip.at:.0%} "
            f"(now {flip.now:.0%})"
        )
    lines.append("worth finding out first, in deaths averted:")
    lines += [f"  {q.information_value:,.1f}: {q.question}" for q in comparison.information]
    return lines


def evaluated_lines(found: Evaluated) -> list[str]:
    """All that was scored in one run."""
    lines = [] if found.fatalities is None else evaluation_lines(found.fatalities)
    lines += [] if found.onset is None else onset_lines(found.onset)
    return lines + [line for one in found.outside for line in outside_lines(one)]


def evaluation_lines(evaluation: Evaluation) -> list[str]:
    """Mean scores by window and model, then ratios to the reference with their intervals."""
    names = ("crps", "log_crps", "tail_crps", "ign", "mis")
    heads = "".join(f"{name:>11}" for name in names)
    lines = [
        f"monthly deaths, {evaluation.series}; lower is better",
        f"{'window':<8}{'model':<40}{heads}{'n':>7}",
    ]
    for window, models in evaluation.windows.items():
        for name, scores in models.items():
            cells = "".join(f"{getattr(scores, score):>11.3f}" for score in names)
            lines.append(f"{window:<8}{name:<40}{cells}{scores.n:>7}")
    for name, means in evaluation.means.items():
        lines.append(f"{'mean':<8}{name:<40}" + "".join(f"{means[s]:>11.3f}" for s in names))
    for left_out, by_model in evaluation.means_without.items():
        lines.append(f"mean {left_out}")
        for name, means in by_model.items():
            lines.append(f"{'':<8}{name:<40}" + "".join(f"{means[s]:>11.3f}" for s in names))
    lines += ["", f"means over windows, as ratios to {evaluation.reference} (90% over countries)"]
    for name, by_countries in evaluation.ratios.items():
        for label, one in by_countries.items():
            spans = {score: f"{low:.2f}-{high:.2f}" for score, (low, high) in one.intervals.items()}
            cells = "".join(f"  {s} {ratio:.3f} ({spans[s]})" for s, ratio in one.ratio.items())
            lines.append(f"{name}, {label} (n {one.n}):{cells}")
    return lines


def onset_lines(evaluation: OnsetEvaluation) -> list[str]:
    """Scores by model, the reliability table of ours, and how much better we are than what."""
    shown = {
        "AUC": "auc",
        "AP": "average_precision",
        "Brier": "brier",
        "skill": "brier_skill",
        "top 30": "recall_at_30",
        "slope": "calibration_slope",
        "mean": "mean_forecast",
        "rate": "base_rate",
    }
    lines = []
    for window, models in evaluation.windows.items():
        heads = "".join(f"{head:>8}" for head in shown)
        lines += [
            f"onset of mass killing within two years, as of {window}",
            f"{'model':<32}{heads}",
        ]
        for name, scores in models.items():
            cells = "".join(f"{getattr(scores, key):>8.4f}" for key in shown.values())
            lines.append(f"{name:<32}{cells}  n {scores.n}, onsets {scores.onsets}")
        lines.append("forecast      mean   frequency   country-years   onsets")
        lines += [
            f"{b.low:6.4f} up {b.forecast:8.4f}{b.observed:12.4f}{b.n:16}{b.onsets:9}"
            for b in scores.reliability
        ]
    for model, better in evaluation.better.items():
        lines.append(f"{model}: better than {evaluation.reference} by (90% over countries)")
        lines += [
            f"  {name:<20}{middle:8.3f} ({low:.3f} to {high:.3f})"
            for name, (low, middle, high) in better.items()
        ]
    return lines


def outside_lines(evaluation: OutsideEvaluation) -> list[str]:
    """Losses of ours and of a published forecast; scores of draws, if it has draws."""
    lines = [
        f"{evaluation.source} ({evaluation.file}) beside forestall as of {evaluation.as_of}, "
        f"{evaluation.countries} countries; lower is better",
        f"{'loss':<30}{'forestall':>11}{'theirs':>11}   ours less theirs, 90%",
    ]
    for window, scores in evaluation.windows.items():
        lines.append(f"{window} (n {scores.n}, over 25 deaths {scores.events})")
        for name, pair in scores.losses.items():
            low, high = pair.difference_90
            cells = f"{pair.forestall:>11.4f}{pair.theirs:>11.4f}"
            lines.append(f"  {name:<28}{cells}   {low:+.4f} to {high:+.4f}")
    if evaluation.draws is not None:
        names = ("crps", "log_crps", "tail_crps", "ign", "mis")
        lines.append(f"{'model':<40}" + "".join(f"{name:>11}" for name in names))
        for name, found in evaluation.draws.scores.items():
            lines.append(f"{name:<40}" + "".join(f"{getattr(found, s):>11.3f}" for s in names))
        chosen = ", ".join(evaluation.draws.pool_chosen_on) or "no earlier file: one half"
        lines.append(f"weight of the pool chosen on: {chosen}")
    return lines


def version_lines(versions: Sequence[DataVersion]) -> list[str]:
    """Data versions, one a line."""
    return [
        f"{v.added or 'packaged'!s:<12}{v}{f' ({v.rows:,} rows)' if v.rows else ''}"
        for v in versions
    ]


def version_fields(version: DataVersion) -> dict[str, str | int | None]:
    """A data version as plain JSON types."""
    return {
        "source": version.source,
        "version": version.version,
        "added": None if version.added is None else str(version.added),
        "rows": version.rows,
        "sha256": version.sha256,
        "citation": version.citation,
        "licence": version.licence,
    }
