"""Own questions of a bazaar: what its office wants to know with each registration, and what groups answered."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refusals, Refused, require_room
from market.kernel.sheet_heads import Column

MOST_QUESTIONS = 10
MOST_CHOICES = 12
LONGEST_CHOICE = 80
LONGEST_ANSWER = 300
YES, NO = "ya", "tidak"
YES_NO = {YES: YES, "yes": YES, "1": YES, "y": YES, NO: NO, "no": NO, "0": NO, "t": NO}


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class OwnQuestion(Record, table=True):
    """A question of one bazaar; `choices` are the answers of a `choice`. An application keeps answers by the keys of
    the questions."""

    __table_args__ = (sa.UniqueConstraint("bazaar_id", "text"),)

    bazaar_id: int = Field(foreign_key="bazaar.id")
    text: str = Field(max_length=160)
    kind: QuestionKind = Field(sa_column=state_column(QuestionKind, "kind"))
    required: bool = False
    choices: list[str] = Field(default_factory=list, sa_type=sa.JSON)

    @property
    def field(self) -> str:
        return f"answer-{self.key}"

    @property
    def options(self) -> list[str]:
        """The answers there are to choose from; none for a text."""
        return [YES, NO] if self.kind is QuestionKind.YES_NO else self.choices

    def read(self, typed: str) -> str:
        """An answer as it is kept. Refused when it is none of those to choose from, or too long."""
        text = " ".join(typed.split())
        if len(text) > LONGEST_ANSWER:
            raise Refused("text_too_long", n=LONGEST_ANSWER)
        if not text or self.kind is QuestionKind.TEXT:
            return text
        known = YES_NO if self.kind is QuestionKind.YES_NO else {each.casefold(): each for each in self.choices}
        if text.casefold() not in known:
            raise Refused("answer_unknown", what=text[:60], names=", ".join(self.options))
        return known[text.casefold()]


def questions_of(db: Session, bazaar_id: int) -> list[OwnQuestion]:
    rows = table(OwnQuestion)
    return list(db.scalars(sa.select(OwnQuestion).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id)))


def ask(bazaar: Bazaar, text: str, kind: QuestionKind, *, required: bool, choices: Sequence[str] = ()) -> OwnQuestion:
    """One more question, before registration opens: everybody answers the same ones."""
    bazaar.require_draft()
    there = questions_of(bazaar.db, bazaar.key)
    require_room(len(there), MOST_QUESTIONS, "text")
    if any(each.text.casefold() == text.casefold() for each in there):
        raise Refused("question_twice", field="text")
    said = {" ".join(each.split()).casefold(): " ".join(each.split()) for each in choices if each.strip()}
    if kind is QuestionKind.CHOICE and not 2 <= len(said) <= MOST_CHOICES:
        raise Refused("choices_needed", field="choices", n=MOST_CHOICES)
    if any(len(each) > LONGEST_CHOICE for each in said.values()):
        raise Refused("text_too_long", field="choices", n=LONGEST_CHOICE)
    found = list(said.values()) if kind is QuestionKind.CHOICE else []
    return OwnQuestion(bazaar_id=bazaar.key, text=text, kind=kind, required=required, choices=found).add(bazaar.db)


def drop_question(bazaar: Bazaar, key: int) -> None:
    bazaar.require_draft()
    bazaar.drop(OwnQuestion, key)


def copy_questions(bazaar: Bazaar, earlier: Bazaar) -> None:
    """The questions of an earlier bazaar, for a new draft that has none yet."""
    bazaar.db.add_all(
        OwnQuestion(
            bazaar_id=bazaar.key, text=each.text, kind=each.kind, required=each.required, choices=list(each.choices)
        )
        for each in questions_of(bazaar.db, earlier.key)
    )
    bazaar.db.flush()


def read_answers(questions: Sequence[OwnQuestion], typed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What was typed in each question's `field`, as it is kept by the question's key. Refusals names each that is
    wrong; that one is missing is no matter before it is sent."""
    found, wrong = {}, []
    for question in questions:
        try:
            found[str(question.key)] = question.read(typed.get(question.field, [""])[0])
        except Refused as refusal:
            wrong.append(refusal.beside(question.field))
    if wrong:
        raise Refusals(wrong)
    return {key: text for key, text in found.items() if text}


def require_answers(questions: Sequence[OwnQuestion], answers: Mapping[str, str]) -> None:
    """Refusals names each required question without an answer."""
    missing = [each for each in questions if each.required and not answers.get(str(each.key))]
    if missing:
        raise Refusals([Refused("required", field=each.field) for each in missing])


def told_answers(questions: Sequence[OwnQuestion], answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each question in words with its answer; the empty text where there is none."""
    return [(each.text, answers.get(str(each.key), "")) for each in questions]


def question_columns(questions: Sequence[OwnQuestion]) -> tuple[Column, ...]:
    """The columns of a sheet of registrations for these questions: their heads are the questions themselves."""
    return tuple(Column(each.text) for each in questions)


def answers_in(questions: Sequence[OwnQuestion], cells: Mapping[str, str]) -> dict[str, str]:
    """The answers in a row of a sheet. Refused with the head of the first that is missing or wrong."""
    found = {}
    for each in questions:
        try:
            text = each.read(cells.get(each.text, "").lstrip("=+-@"))
        except Refused as refusal:
            raise refusal.beside(each.text) from None
        if each.required and not text:
            raise Refused("required", field=each.text)
        found[str(each.key)] = text
    return {key: text for key, text in found.items() if text}
