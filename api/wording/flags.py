"""What each flag means, in words (the rules are ``projections/flags.py``)."""

from api.wording.readers import Voice, capital, said
from api.wording.terms import Terms

FLAGS: Terms = {
    "purpose-not-given": ("No reason was given.", "They did not say why."),
    "basis-not-given": ("They did not say which rule allows this.", "They did not say which rule lets them."),
    "no-agreement": ("No agreement covers this.", "No deal says they can do this."),
    "agreement-not-in-force": (
        "The agreement was not in force that day.",
        "The deal they named did not count on that day.",
    ),
    "outside-schedule": ("This was outside the agreement.", "This was more than the deal lets them do."),
    "holding-unknown": (
        "We do not know where this information came from.",
        "We do not know where they got this.",
    ),
    "holding-taken": (
        "They gave this a name that was someone else's.",
        "They gave this a name that was taken.",
    ),
    "other-organisations-holding": (
        "This information is held by another organisation.",
        "Someone else keeps these facts.",
    ),
    "asked-without-check": (
        "They looked before it was checked who asked.",
        "They looked before they knew who had asked.",
    ),
    "recorded-late": ("We were told of this late.", "They told us late."),
    "received-count-differs": (
        "What arrived is not what was sent: the numbers differ.",
        "What got there is not all that was sent.",
    ),
    "key-compromised": (
        "The key that signed this may have been stolen, so this may not be true.",
        "This may not be true. Someone may have used a stolen key.",
    ),
    "recovery-key": ("This was signed with a key that had been replaced.", "This was signed with a new key."),
    "plan-not-agreed": (
        "This was collected before all had agreed on a plan for it.",
        "They asked for this too soon. There was no plan yet that all had signed.",
    ),
    "grant-not-in-force": (
        "The person who opened this had no leave to do so on that day.",
        "The one who looked had no leave to look on that day.",
    ),
    "outside-grant": (
        "The person who opened this had leave to open less than this.",
        "The one who looked saw more than they had leave to see.",
    ),
    "other-stream": (
        "This had been sent to another team, for another reason.",
        "This was sent to a different team.",
    ),
    "retracted": ("This was taken back.", "They took this back."),
    "replaced": ("This was replaced.", "They changed this."),
}


def flagged(flags: tuple[str, ...], voice: Voice) -> list[str]:
    """One sentence for each flag; a flag that is newer than this text is shown as it stands."""
    return [capital(said(FLAGS, flag, voice).replace("-", " ")) for flag in flags]
