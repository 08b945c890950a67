"""Explanations: the steps of a price as sentences, in English and Korean.

The noun is the told step. Invariants: every step that prices and limits emit has words in both languages; a sentence
repeats the exact value of its step and takes every rate from the terms, so it can say nothing that was not computed.

Steps are told with the terms of the rule that emitted them. What follows an award has steps under its own rule's code,
such as ``UNI-MIR:factor``, and is told by its own terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ledger.domain.journal.facts import Step
from ledger.domain.rules.arithmetic import exact_text
from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.fields import Bilingual
from ledger.domain.rules.formula import Flat, Formula, OfAward, PerAmount, PerUnit, Power, Scaled, power_in
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion

KOREAN: Final = "ko"

_SCOPES: Final[Mapping[Scope, Bilingual]] = {
    "event": Bilingual("one event", "건당"),
    "agreement": Bilingual("an agreement", "협약당"),
    "organization_year": Bilingual("an organization in a year", "기관별 연간"),
    "rule": Bilingual("the whole rule", "규정 전체"),
}
_LIMIT: Final = Bilingual(
    "The limit of {points_max} points for {scope} leaves {value} points.",
    "{scope} 한도 {points_max}점에 따라 {value}점이 됩니다.",
)
_INPUT: Final = Bilingual("Input {name}: {amount}.", "입력값 {name}: {amount}.")

WORDS: Final[Mapping[str, Bilingual]] = {
    "net": Bilingual(
        "Less what is deducted, KRW {value} of the company's own money remain.",
        "공제액을 뺀 기업 부담금은 {value}원입니다.",
    ),
    "per_unit": Bilingual("At {rate} points each, that is {value} points.", "단위당 {rate}점이므로 {value}점입니다."),
    "per_amount": Bilingual(
        "At 1 point per KRW {rate}, that is {value} points.", "{rate}원당 1점이므로 {value}점입니다."
    ),
    "flat": Bilingual("The rule gives {value} points each time.", "건당 {value}점입니다."),
    "sum": Bilingual("Together that is {value} points.", "모두 더하면 {value}점입니다."),
    "multiplier": Bilingual("The rule multiplies by {value}.", "규정의 배수는 {value}입니다."),
    "scaled": Bilingual("Multiplied, that is {value} points.", "배수를 곱하면 {value}점입니다."),
    "floor": Bilingual("Rounded down to whole points: {value}.", "소수점 이하를 버리면 {value}점입니다."),
    "cumulative_krw": Bilingual(
        "With this payment, KRW {value} have been paid {over}.", "이번 지급까지 {over} 누적액은 {value}원입니다."
    ),
    "power_floor": Bilingual(
        "{scale} x (KRW {cumulative} / KRW {base}) ^ {exponent}, rounded down, is {value} points in all.",
        "{scale} x ({cumulative}원 / {base}원) ^ {exponent}의 소수점 이하를 버리면 모두 {value}점입니다.",
    ),
    "already_posted": Bilingual(
        "Of these, {value} points were posted before.", "그중 {value}점은 이미 적립되었습니다."
    ),
    "increment": Bilingual("This event adds the rest: {value} points.", "나머지 {value}점을 이번에 더합니다."),
    "award": Bilingual("The award that is followed is {value} points.", "기준이 되는 적립은 {value}점입니다."),
    "factor": Bilingual("The rule gives {value} times as much.", "규정은 그 {value}배를 줍니다."),
    "of_award": Bilingual("That is {value} points.", "계산하면 {value}점입니다."),
    **{f"limit_{scope}": _LIMIT for scope in _SCOPES},
}
"""The words of every step but the inputs, which the terms name."""

UNITS: Final[Mapping[str, Bilingual]] = {
    "krw": Bilingual("KRW {count}", "{count}원"),
    "students": Bilingual("{count} students", "학생 {count}명"),
    "months": Bilingual("{count} months", "{count}개월"),
    "weeks": Bilingual("{count} weeks", "{count}주"),
    "hours": Bilingual("{count} hours", "{count}시간"),
    "terms": Bilingual("{count} terms", "{count}학기"),
    "teams": Bilingual("{count} teams", "{count}팀"),
}
"""How so many of a unit are said; a unit without words is said as the terms write it."""

_OVERS: Final[Mapping[str, Bilingual]] = {
    "agreement": Bilingual("on the agreement", "협약"),
    "organization_year": Bilingual("in the year", "연간"),
}
NOT_PRICED: Final = Bilingual(
    "Not priced yet: those who must agree have not all done so.",
    "아직 산정 전입니다. 필요한 확인·승인이 남아 있습니다.",
)
_MONTHS: Final = Bilingual(
    "Spendable from {active_on} until {expires_on}: for {months} months, then to the month's end.",
    "{active_on}부터 {expires_on}까지 쓸 수 있습니다. 유효기간은 {months}개월이며 그 달의 말일까지입니다.",
)
_LAST_DAY: Final = Bilingual(
    "Spendable from {active_on} until {expires_on}, the last day of all points of this rule.",
    "{active_on}부터 {expires_on}까지 쓸 수 있습니다. 이 규정의 포인트는 모두 {expires_on}에 소멸합니다.",
)
_SUMMARY: Final = Bilingual(
    "{points} points for what occurred on {occurred_on}, under {name} ({code} version {version}).",
    "{occurred_on}에 있었던 활동에 {name}({code} 제{version}판)에 따라 {points}점.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A step and its sentence."""

    step: str
    value: str
    text: str


def said(words: Bilingual, language: str) -> str:
    """Choose a language: "ko" is Korean, anything else English."""
    return words.ko if language == KOREAN else words.en


def tell_steps(terms: RuleTerms, steps: Sequence[Step], language: str) -> tuple[Told, ...]:
    """Tell the steps of a price, in their order.

    Raises:
        KeyError: a step that neither the terms nor ``WORDS`` know.

    >>> terms = RuleTerms.from_json("BRN", {
    ...     "name": {"en": "Branch", "ko": "브랜치"}, "description": {"en": "200 a year", "ko": "연 200점"},
    ...     "formula": {"kind": "flat", "points": 200}, "rounding": "floor", "validity_months": 36,
    ...     "activation": {"on": "posting"}})
    >>> [told.text for told in tell_steps(terms, [Step("flat", "200"), Step("floor", "200")], "en")]
    ['The rule gives 200 points each time.', 'Rounded down to whole points: 200.']
    """
    units = {term.name: term.unit for term in terms.inputs}
    rates, common = _rates(terms.formula), _common(terms, steps, language)
    told = []
    for step in steps:
        value = _grouped(step.value)
        if step.step in WORDS:
            own = {"value": value}
            if step.step in ("per_unit", "per_amount"):
                own["rate"] = next(rates)
            elif step.step.startswith("limit_"):
                own |= _limit(terms, step.step.removeprefix("limit_"), language)
            text = said(WORDS[step.step], language).format_map(common | own)
        else:
            amount = _counted(units[step.step], value, language)
            text = said(_INPUT, language).format(name=step.step, amount=amount)
        told.append(Told(step.step, step.value, text))
    return tuple(told)


def tell_award_steps(
    terms: RuleTerms, followers: Mapping[str, RuleTerms], steps: Sequence[Step], language: str
) -> tuple[Told, ...]:
    """Tell the steps of an award and of what followed it, the latter under the name of their own rule.

    Args:
        followers: the terms of the rules that followed, by code.
    """
    told: list[Told] = []
    for code, group in groupby(steps, lambda step: step.step.rpartition(":")[0]):
        if not code:
            told += tell_steps(terms, list(group), language)
            continue
        own, name = followers[code], said(followers[code].name, language)
        for each in tell_steps(own, [Step(step.step.rpartition(":")[2], step.value) for step in group], language):
            told.append(Told(f"{code}:{each.step}", each.value, f"{name}: {each.text}"))
    return tuple(told)


def tell_award(rule: RuleVersion, occurred_on: str, points: int, language: str) -> str:
    """Tell in one sentence what an activity earned and by which rule."""
    return said(_SUMMARY, language).format(
        points=f"{points:,}",
        occurred_on=occurred_on,
        name=said(rule.terms.name, language),
        code=rule.code,
        version=rule.version,
    )


def tell_validity(terms: RuleTerms, active_on: str, expires_on: str, language: str) -> str:
    """Tell in one sentence from when until when an award can be spent, and why until then."""
    validity = terms.validity
    if isinstance(validity, int):
        return said(_MONTHS, language).format(active_on=active_on, expires_on=expires_on, months=validity)
    return said(_LAST_DAY, language).format(active_on=active_on, expires_on=expires_on)


def _rates(formula: Formula) -> Iterator[str]:
    """Give the rates of the terms priced by unit or amount, in the order in which they are evaluated."""
    if isinstance(formula, PerUnit):
        yield _grouped(exact_text(formula.points))
    elif isinstance(formula, PerAmount):
        yield _grouped(str(formula.krw_per_point))
    elif isinstance(formula, Scaled):
        yield from _rates(formula.of)
    elif not isinstance(formula, Flat | Power | OfAward):
        for part in formula.of:
            yield from _rates(part)


def _common(terms: RuleTerms, steps: Sequence[Step], language: str) -> dict[str, str]:
    """Give what the sentences of a cumulative price say of its power."""
    found = power_in(terms.formula)
    if found is None:
        return {}
    power, factor = found
    values = {step.step: step.value for step in steps}
    scale = _grouped(str(power.scale))
    return {
        "over": said(_OVERS[power.over], language),
        "cumulative": _grouped(values["cumulative_krw"]),
        "base": _grouped(str(power.base_krw)),
        "exponent": exact_text(power.exponent),
        "scale": scale if factor == 1 else f"{exact_text(factor)} x {scale}",
    }


def _limit(terms: RuleTerms, name: str, language: str) -> dict[str, str]:
    limit = next(limit for limit in terms.limits if limit.scope == name)
    return {"points_max": f"{limit.points_max:,}", "scope": said(_SCOPES[limit.scope], language)}


def _counted(unit: str, count: str, language: str) -> str:
    words = UNITS.get(unit)
    return f"{count} {unit}" if words is None else said(words, language).format(count=count)


def _grouped(value: str) -> str:
    """Write the whole part of an exact number in groups of three digits.

    >>> _grouped("18546660"), _grouped("1854.666"), _grouped("10000/3")
    ('18,546,660', '1,854.666', '10,000/3')
    """
    whole, point, places = value.partition(".")
    return "/".join(f"{int(part):,}" for part in whole.split("/")) + point + places
