"""Which pages a browser visits, and as whom: every page that the app has, in a state that shows something.

``tests/test_visits.py`` holds these lists against the app's own routes, so that no page is forgotten.
"""

import re

from fastapi.routing import iter_route_contexts
from told import Told

from api.pages import router
from consumers.story.seed import Seed

SEED = Seed()
THIS, NEXT = SEED.uid("programme:best-foot-forward"), SEED.uid("programme:stronger-starts")
#: Who opens what; "" is nobody. The last three are problems: 404, 404 and 401.
OPENED = (
    ("", "/"), ("", "/check"), ("", "/sign-in"), ("", "/c/ABCD-EFGH-JKMN"), ("hera", "/sign-ins"),
    ("hera", "/my"), ("hera", "/my?as=child"), ("mele", "/my"), ("tui", "/my"),
    ("ccss-manager", "/submissions"), ("kereru-manager", "/submissions"), ("ccss-board", "/submissions"),
    ("ccss-manager", "/people"), ("ccss-manager", "/flagged"), ("ccss-manager", "/agreements"),
    ("ccss-manager", "/flows"), ("ccss-manager", "/flows/promised"), ("ccss-manager", "/flows/check"),
    ("ccss-manager", "/tenders"),
    ("ccss-manager", "/stories"), ("ccss-board", "/refusals"), ("acf-evaluation", "/flows/may-use"),
    ("acf-evaluation", "/studies"), ("ccss-manager", "/studies"),
    ("acf-reporting", "/owe"), ("acf-evaluation", "/owe"), ("auditor", "/log"), ("hera", "/my/worry"),
    ("mele", "/my/barring"), ("ccss-privacy", "/told"), ("ccss-board", "/told"), ("acf-reporting", "/concerns"),
    ("ccss-manager", "/notices"),
    ("ccss-manager", "/programmes"), ("ccss-manager", f"/programmes/{THIS}"), ("auditor", f"/programmes/{THIS}"),
    ("ccss-manager", "/stages"), ("ccss-manager", f"/stages/{THIS}"), ("acf-policy", f"/stages/{NEXT}"),
    ("ccss-board", f"/stages/{THIS}"),
    ("ccss-manager", f"/programmes/{THIS}/remembered"), ("acf-policy", f"/programmes/{THIS}/decide"),
    ("acf-policy", f"/programmes/{NEXT}/remembered/{SEED.uid('lesson:names')}"),
    ("ccss-manager", f"/programmes/{THIS}/views"), ("acf-policy", f"/views/{SEED.uid('view:heating')}"),
    ("kereru-manager", f"/programmes/{THIS}/success"), ("kereru-manager", f"/interests/{SEED.uid('interest:hapu')}"),
    ("steps-manager", f"/programmes/{THIS}/success/{SEED.uid('success:cost')}"),
    ("acf-policy", f"/programmes/{THIS}/meetings"), ("ccss-manager", f"/meetings/{SEED.uid('meeting:second-year')}"),
    ("ccss-manager", f"/grants/{SEED.uid('grant:analysis')}"), ("ccss-manager", "/learnings"),
    ("acf-policy", f"/decisions/{SEED.uid('decision:where')}"),
    ("acf-policy", f"/learnings/{SEED.uid('learning:words')}"),
    ("hera", "/my/say"), ("mele", "/my/say"), ("hera", f"/my/say/{THIS}/view"), ("mele", f"/my/say/{THIS}/success"),
    ("hera", f"/my/views/{SEED.uid('view:hera')}"), ("hera", f"/my/meetings/{SEED.uid('meeting:second-year')}"),
    ("hera", f"/my/say/{THIS}/success/{SEED.uid('success:cost')}"),
    ("rawiri", "/my/requests"), ("mele", "/my/requests"), ("hera", "/my/ways"), ("ccss-manager", "/requests"),
    ("ccss-manager", "/requests/new"), ("acf-privacy", "/requests/protocols"), ("ccss-manager", "/requests/figures"),
    ("ccss-privacy", "/fan-out"),
    ("auditor", "/log/witnesses"), ("auditor", "/log/replay"), ("auditor", "/log?flagged=yes&on=2025-12-31"),
    ("ccss-privacy", "/inquiries"), ("ccss-privacy", "/do/ask-name"), ("acf-privacy", "/cases"),
    ("acf-privacy", f"/cases/{SEED.uid('transfer:ccss-q3-service')}/5"),
    ("acf-privacy", f"/cases/{SEED.uid('transfer:ccss-q3-service')}/5?reason=misuse"),
    ("hera", "/my/speakers"), ("mele", "/my/speakers"),
    ("auditor", "/log/300"), ("auditor", "/coverage"), ("auditor", "/log?after=9999999"),
    ("hera", "/my/letter"), ("mele", "/my/letter"), ("ccss-board", "/board-report"), ("", "/l/0000-0000-0000-0000"),
    ("hera", "/my/proof"), ("hera", "/my/help"), ("hera", "/my/aloud"), ("mele", "/my/help"), ("mele", "/my/aloud"),
    ("operator", "/catalogue"), ("operator", "/catalogue/page"), ("operator", "/catalogue/page?as=child"),
    ("ccss-manager", "/do"), ("acf-evaluation", "/do"), ("ccss-manager", "/news"), ("hera", "/my/updates"),
    ("ccss-manager", "/duties"), ("ccss-board", "/duties"), ("auditor", "/duties"), ("auditor", "/stages"),
    ("acf-evaluation", "/findings"), ("ccss-manager", "/findings"), ("acf-contracting", "/owe/outcome"),
    ("hera", "/flows"), ("tui", "/findings"),
    ("acf-evaluation", "/owe/outcome"), ("hera", "/my/questions"), ("mele", "/my/questions"), ("hera", "/my/stories"),
    ("mele", "/my/stories"), ("", "/l"), ("", "/stop/0123456789abcdef"),
    ("ccss-approver", "/inquiries"), ("auditor", "/inquiries"), ("auditor", "/refusals"),
    ("hera", "/owe"), ("ccss-manager", "/do/no-such-act"), ("", "/my"),
)  # fmt: skip
#: News of the middle of the story.
EARLIER = "/news?before=2576"
#: Who goes from where to the first page of which kind, and what they add to its address.
FOLLOWED = (
    ("ccss-manager", "/submissions", "/submissions/{transfer}", ""),
    ("kereru-manager", "/submissions", "/submissions/{transfer}", ""),
    ("ccss-manager", "/submissions", "/submissions/{transfer}", "/ask"),
    ("ccss-manager", "/people", "/people/{person}", ""),
    ("ccss-manager", "/people", "/people/{person}", "/slip"),
    ("ccss-manager", "/people", "/people/{person}", "/letter"),
    ("ccss-manager", "/people", "/people/{person}", "/speakers"),
    ("ccss-privacy", "/people", "/people/{person}", ""),
    ("ccss-privacy", "/people", "/people/{person}", "?reason=misuse"),
    ("ccss-privacy", "/people", "/people/{person}", "/case"),
    ("ccss-privacy", "/people", "/people/{person}", "/case?reason=misuse"),
    ("ccss-privacy", "/people", "/people/{person}", "/speakers?reason=complaint"),
    ("ccss-privacy", "/people", "/people/{person}", "/erasure"),
    ("hera", "/my", "/my/lines/{number}/ask", ""),
    ("hera", "/my", "/my/choices/{choice}", ""),
    ("hera", "/my/requests", "/my/requests/{request_}", ""),
    ("rawiri", "/my/requests", "/my/requests/{request_}", ""),
    ("ccss-manager", "/requests", "/requests/{id}", ""),
    ("ccss-privacy", "/inquiries", "/inquiries/{inquiry}", ""),
    ("ccss-manager", "/fan-out", "/fan-out/{digest}", ""),
    ("acf-evaluation", "/owe", "/outcomes/{id}", ""),
    ("acf-reporting", "/concerns", "/concerns/{id}", ""),
    ("ccss-manager", "/notices", "/notices/{id}/{version}", ""),
    ("ccss-manager", "/do", "/do/{name}", ""),
    ("ccss-manager", "/duties", "/matters/{matter}", ""),
    ("ccss-manager", "/agreements", "/agreements/{agreement}", ""),
    ("ccss-manager", "/agreements", "/agreements/{agreement}", "/challenge?version=1&line=1"),
    ("ccss-manager", EARLIER, "/challenges/{challenge}", ""),
    ("ccss-manager", "/tenders", "/tenders/{tender}", ""),
    ("ccss-manager", "/stories", "/stories/{story}", ""),
    ("ccss-manager", "/news", "/findings/{finding_id}", ""),
    ("tui", "/findings", "/findings/{finding_id}", ""),
    ("ccss-manager", "/news", "/evidence/{evidence_id}", ""),
    ("ccss-manager", EARLIER, "/questions/{question}", ""),
)
#: Pages that no link and no address alone leads to → the test that opens them.
BY_HAND = {
    "/for": "test_who_looks_for_somebody_gets_in_with_a_slip",
    "/receipts/{index}": "test_each_act_takes_a_mistake_and_ends_with_a_receipt",
}
#: Where nobody stays: these lead on.
LEAD_ON = frozenset({"/leave", "/sign-in/with/{slug}", "/sign-in/callback"})
#: Every page of the app, in the order in which it looks for one.
ROUTES = [str(c.path) for c in iter_route_contexts(router.routes) if "GET" in (c.methods or ())]


def route(path: str) -> str:
    """The app's route for an address or for another route's name; "" where there is none."""
    plain = path.partition("?")[0]
    return next((one for one in ROUTES if re.fullmatch(pattern(one), plain)), "")


def pattern(route: str) -> str:
    """Of the addresses that a route has, as a regular expression."""
    return re.sub(r"\\{[^}]*\\}", r"[^/?#&\"]+", re.escape(route))


def followed(told: Told, who: str, where: str, kind: str, more: str) -> str:
    """The address that somebody reaches from a page."""
    return told.links(who, where, pattern(kind))[0] + more
