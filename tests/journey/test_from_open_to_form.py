"""From what is open to the form that closes it is one press; a matter's page leads to all that can be done in it."""

import re
from pathlib import Path

import agreeing
import pytest
import telling
from by_hand import given_agreement, main, says
from designing import planned, registered
from test_hands import WHO
from world import World, world

from api.pages.acts import ACTS, ELSEWHERE, WANTS
from api.speaking import STAFF
from api.wording.duties import DUTIES
from projections.policy import Kind

SPEAK = [who for who, kind in WHO.items() if Kind(kind) in STAFF]


def offered(w: World, who: str, path: str) -> set[str]:
    """The acts that the page of something leads to."""
    return set(re.findall(r'href="/do/([a-z-]+)\?of=', w.page(who, path)))


@pytest.mark.parametrize("who", SPEAK)
def test_each_thing_to_do_is_one_press_from_its_form(who: str) -> None:
    client = telling.story().signed_in(who)
    html = {"accept": "text/html"}
    to_do = client.get("/duties", headers=html).text.partition("Owed to us")[0]
    dead = []
    for place, what in set(re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a>', to_do)):
        page = client.get(place, headers=html, follow_redirects=True)
        inside = re.search(r"<main\b.*?</main>", page.text, re.DOTALL)
        assert page.status_code == 200 and inside, place
        if 'method="post"' not in inside.group(0) and not re.search(r'href="/people/[0-9a-f]+#tell"', inside.group(0)):
            dead.append((what, place))
    assert dead == []


def test_every_act_that_is_done_with_something_is_led_to_from_its_page() -> None:
    assert [act.name for act in ACTS if act.of is not None and not act.on] == []
    answered = [kind for act in ACTS for kind in act.answers]
    assert set(answered) <= set(DUTIES) and len(answered) == len(set(answered))


def test_the_page_of_a_matter_leads_to_what_can_be_done_with_it_now(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.tell(w.ccss.heartbeat())
        agreement, programme = given_agreement(w), registered(w)
        assert offered(w, "manager", f"/agreements/{agreement}") == {
            "amend-agreement", "explain-requirement", "end-agreement",
        }  # fmt: skip
        assert offered(w, "reporting", f"/agreements/{agreement}") == set(), "who may not sign, may not end it"
        both = {"plan-programme", "show-need", "link-lesson"}
        assert offered(w, "manager", f"/programmes/{programme}") == both | {"declare-interest"}
        assert offered(w, "advisor", f"/programmes/{programme}") == both | {"give-grant"}
        w.say(w.ccss, "need.shown.v1", {"programme": programme, "need": w.id(), "evidence": "survey"})
        assert "contest-need" in offered(w, "advisor", f"/programmes/{programme}")
        assert "contest-need" not in offered(w, "manager", f"/programmes/{programme}"), "it is their own"

        use = w.id()
        w.say(w.acf, "use.proposed.v1", {
            "use": use, "unit": w.evaluation, "holding": agreeing.send(w, agreement, 2)["holding"], "parts": ["goals"],
            "purpose": "evaluation", "to": w.ccss.organisation, "reply_by": "2026-04-01",
        })  # fmt: skip
        assert f'<a href="/do/answer-use?of={use}">Answer whether something may be used' in w.page("manager", "/duties")
        assert offered(w, "manager", f"/matters/{use}") == {"answer-use"}
        says(w, "manager", f"/do/answer-use?of={use}", answer="no", reason="They were not told")
        assert offered(w, "manager", f"/matters/{use}") == set(), "it is answered"


def test_whoever_had_a_breach_says_which_service_was_told(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.tell(w.ccss.heartbeat())
        holding = agreeing.send(w, given_agreement(w), 1)["holding"]
        agreeing.pass_to(w, "2026-04-20T00:00:00+00:00")
        breach = w.id()
        w.say(w.acf, "breach.recorded.v1", {
            "breach": breach, "unit": w.reporting, "kind": "sent_wrongly", "holding": holding, "lines": [[1, 2]],
            "parts": ["goals"], "happened": "2026-04-01", "found": "2026-04-09T21:00:00Z", "harm": "likely",
        })  # fmt: skip
        form = f"/do/tell-service?of={breach}"
        assert f'<a href="{form}">Tell those whose people a breach touched' in w.page("officer", "/duties")
        assert {"say-more-of-breach", "notify-commissioner", "tell-service"} == offered(w, "officer", "/fan-out")
        w.page("manager", form, status=404)
        told = says(w, "officer", form, to=w.ccss.organisation, channel="phone")
        assert "was told, by phone." in told
        w.page("officer", form, status=404)
        assert f'<a href="/do/tell-people?of={breach}">' in w.page("manager", "/duties"), "now it is theirs to do"
        assert "The Privacy Commissioner must be told" in main(w.page("manager", "/fan-out"))


def test_what_can_be_done_begins_with_what_waits_and_goes_by_what_people_want(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        assert "What waits for us now" not in w.page("manager", "/do")
        programme = registered(w)
        planned(w, programme)
        shown = main(w.page("manager", "/do"))
        wants = ["What waits for us now", *(want for want, _ in WANTS)]
        places = [shown.rindex(want) for want in wants]
        assert places == sorted(places)
        first = shown[places[0] : places[1]]
        assert "Sign the evaluation plan, or propose another, by" in first
        page = w.page("manager", "/do")
        waiting = page[page.index('id="waiting"') : page.index('id="want-1"')]
        assert f'href="/programmes/{programme}"' in waiting

    grouped = [group for _, groups in WANTS for group in groups]
    assert sorted(grouped) == sorted({act.group for act in ACTS} | {group for group, *_ in ELSEWHERE})
