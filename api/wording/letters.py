"""What letters say beside what the page says; adult and child."""

from typing import NamedTuple

from api.wording.language import tr
from ledger.vocabulary import AnswerKind


class Letter(NamedTuple):
    """``made`` takes the day, ``printed`` (where staff print it) the service too; ``alt`` goes before the address;
    ``attached``: what the file inside is."""

    made: str
    printed: str
    about: str
    foot: str
    check: str
    point: str
    means: str
    alt: str
    attached: str

    def spoken(self) -> "Letter":
        """In the language of the page."""
        return Letter(*(tr(words) for words in self))


#: For adults, for children, and for whoever reads a report.
LETTER = (
    Letter(
        made="This letter was made on {day}. It says what the page said on that day.",
        printed="{service} printed this for you on {day}, because you asked. It says what they may see of your page."
        " Your own page may say more. Ask them to show it to you.",
        about="Who saw my information, and what came of it",
        foot="My information.",
        check="Anyone may check this letter",
        point="Point a phone at the square. Or type this into a browser:",
        means="The page will say when this letter was made, and if it is in the record. It does not show what the"
        " letter says. It cannot tell if someone changed a word on the paper. For that, keep the file. The facts are"
        " in it, and anyone who checks the whole record can tell.",
        alt="A square for phones to read. It leads to",
        attached="The facts of this letter, as the record holds them",
    ),
    Letter(
        made="We made this on {day}. It says what the page said on that day.",
        printed="{service} made this for you on {day}. It says what they can see of your page. Your own page may"
        " say more. Ask them to show it to you.",
        about="Who saw facts about me, and why",
        foot="My information.",
        check="Is this letter real?",
        point="Point a phone at the square. Or type this in:",
        means="The page will tell you when we made this letter. It does not show what the letter says.",
        alt="A square for phones to read. It goes to",
        attached="The facts of this letter, as the record holds them",
    ),
)
REPORT = LETTER[0]._replace(
    check="Anyone may check this report",
    means="The page says when this report was made, and whether the record holds it. It does not show what the report"
    " says. The facts are in the file, and anyone who checks the whole record can make them again.",
    attached="The facts of this report, as the record holds them",
)

#: What left the house, as anybody is told who checks it.
KINDS: dict[AnswerKind, str] = {
    AnswerKind.TRAIL: "letter",
    AnswerKind.BOARD_REPORT: "Board report",
    AnswerKind.DOWNSTREAM: "report on what was sent",
    AnswerKind.EXPORT: "copy of the record",
}
