"""What each of the story's people reads on their pages, over real HTTP, without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import hosting
from textstat import textstat
from told import Page, Told, telling, words

FAMILY = ("hera", "sela", "rawiri", "mele", "tui")
QUESTIONS = [
    "Was anything decided about me?",
    "Who has seen it?",
    "What parts did they see?",
    "Why, and under which rule?",
    "Is it wrong? Tell us.",
    "Your own words",
    "What can I choose?",
    "What you were told",
    "Your copies",
    "Your worries",
    "What can this page not show?",
    "Did this make sense?",
    "What happened, month by month",
]
HOMES = {
    "hera": "/my", "ccss-manager": "/submissions", "ccss-board": "/submissions", "acf-evaluation": "/owe",
    "ccss-privacy": "/people", "auditor": "/log", "operator": "/coverage",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


def headings(page: Page) -> list[str]:
    return [words(found) for found in re.findall(r"<h2.*?</h2>", page.main, re.DOTALL)]


def one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found.group(1)


def lines(page: Page) -> list[str]:
    return re.findall(r'<li id="line-\d+".*?(?=<li id="line-|</ol>\s*(?:<h3|<p class="soft">))', page.main, re.DOTALL)


def test_the_start_page_says_that_everyone_is_invented_and_who_can_sign_in(told: Told) -> None:
    page = told.page(None, "/")
    assert page.html.count("Demonstration: everyone here is invented.") == 2
    assert headings(page)[:4] == [
        "Families", "Services that work with families", "Government agencies", "Checking"
    ]  # fmt: skip
    assert len(re.findall(r'<form method="post" action="/demo/sign-in">', page.main)) == len(told.site.identities())


def test_outside_a_demonstration_nobody_is_offered_a_form_to_sign_in(tmp_path: Path) -> None:
    with hosting(tmp_path) as house:
        page = house.send("GET", "/", headers={"accept": "text/html"}).body.decode()
    assert "You get your sign-in from your service or agency." in page
    assert "<form" not in page
    assert "invented" not in page


def test_a_demonstration_that_starts_again_goes_on_at_the_storys_time(tmp_path: Path) -> None:
    with hosting(tmp_path, demo=True) as house:
        shelter = house.place.organisation("provider")
        house.tell(shelter.heartbeat(time="2026-09-28T05:00:00Z"))
    with hosting(tmp_path, demo=True) as house:
        assert house.site.ledger.clock.now().isoformat() >= "2026-09-28T05:00"


@pytest.mark.parametrize("who", HOMES)
def test_signing_in_leads_to_where_ones_work_begins(told: Told, who: str) -> None:
    with told.visitor() as client:
        assert client.post("/demo/sign-in", data={"id": who}).headers["location"] == HOMES[who]
        assert client.get(HOMES[who]).status_code == 200


def test_a_family_reads_its_answers_in_order(told: Told) -> None:
    page = told.page("hera", "/my")
    assert headings(page) == QUESTIONS
    by = re.search(r"If you ask today, they have to answer by (29|30) October 2026\.", page.main)
    assert by, "20 working days, Labour Day left out; what is asked after five counts from the next day"


def test_the_first_answer_is_what_was_decided(told: Told) -> None:
    page = told.page("hera", "/my").text
    assert "One decision we know of was about you alone." in page
    assert "It was about you alone: visits and opening hours." in page
    assert "It also went into 3 reports or pieces of advice." in page
    mele = told.page("mele", "/my?as=adult").text
    assert "No decision we know of was about you alone." in mele
    assert re.search(r"One was about the programme, using \d+ people's information\.", mele)
    assert "We know of no choice made about just you." in told.page("mele", "/my").text


def test_each_decision_leads_to_the_line_that_it_was_made_from(told: Told) -> None:
    for who, path in (("hera", "/my"), ("mele", "/my")):
        page = told.page(who, path)
        decided = page.main[page.main.index('id="decided"') : page.main.index('id="seen"')]
        of = re.findall(r"<li>(.+?) <a[^>]*href=\"#(line-\d+)\">See what it used\.</a></li>", decided)
        assert of, "nothing leads on"
        assert len(of) == len(re.findall(r"made a (?:decision|choice)", decided))
        for sentence, line in of:
            assert sentence in next(one for one in lines(page) if f'id="{line}"' in one)
    one = re.findall(r'<option value="([0-9a-f-]{36})"', told.page("hera", "/my").html)[0]
    assert "See what it used." not in told.page("hera", f"/my?organisation={one}").main


def test_a_page_of_duties_is_called_what_the_menu_calls_it(told: Told) -> None:
    for who, called in (("ccss-manager", "To do"), ("ccss-board", "Owed"), ("auditor", "Open duties")):
        page = told.page(who, "/duties")
        assert f"<h1>{called}</h1>" in page.html
        assert f'<a href="/duties" aria-current="page">{called}</a>' in page.html


def test_a_list_is_told_apart_from_ones_own_record(told: Told) -> None:
    page = told.page("hera", "/my")
    labels = {words(label) for line in lines(page) for label in re.findall(r'<span class="tag.*?</span>', line)}
    assert labels == {"Your own record", "A list you are on", "A report that includes you"}
    assert "A reporting analyst opened your record." in page.text
    assert re.search(r"A reporting analyst looked at a list of \d+ people\. You are on it\.", page.text)
    seen = page.main[page.main.index('id="seen"') : page.main.index('id="parts"')]
    policy = next(unit for unit in re.findall(r"<li.*?</li>", seen, re.DOTALL) if "Family policy" in unit)
    assert "We know of no time they opened your own record." in policy
    assert 'class="own"' not in policy


def test_what_broke_a_rule_is_said_in_plain_words(told: Told) -> None:
    assert "No reason was given." in told.page("mele", "/my?as=adult").text
    assert "They did not say why." in told.page("mele", "/my").text
    assert "This was outside the agreement." in told.page("tui", "/my").text
    assert "This was more than the deal lets them do." in told.page("tui", "/my?as=child").text


def test_what_was_replaced_stays_and_leads_to_what_stands_in_its_place(told: Told) -> None:
    page = told.page("hera", "/my")
    (gone,) = [line for line in lines(page) if "This was changed" in line]
    (anchor,) = re.findall(r'href="#(line-\d+)"', gone)
    (instead,) = [line for line in lines(page) if f'id="{anchor}"' in line]
    assert "Parts: Goals and income." in words(gone)
    assert "Parts: Goals." in words(instead)
    assert "This takes the place of what was said on 22 July 2025." in words(instead)
    assert page.text.count("This takes the place of what was said") == 1


def test_a_unit_can_take_back_whatever_it_has_to_explain_however_old(told: Told) -> None:
    page = told.page("acf-evaluation", "/owe")
    rows = re.findall(r'href="(/receipts/\d+)"', page.main[page.main.index("What we have to explain") :])
    assert len(rows) >= 5
    assert all(told.links("acf-evaluation", row, '/do/take-back[^"]+') for row in rows)
    assert "/receipts/" not in told.page("auditor", "/owe").html


def test_a_refused_opening_is_shown_with_what_refused_it(told: Told) -> None:
    page = told.page("hera", "/my").text
    assert re.search(
        r"A reporting analyst tried to open a list of \d+ people\. You are on it\. "
        r"Their system, Study Vault, said no: it was for",
        page,
    )


def test_the_page_says_what_it_cannot_show(told: Told) -> None:
    hera = told.page("hera", "/my").text
    assert "What we know about you starts on 14 July 2025." in hera
    assert re.search(r"Warehouse S \(.*\) does not tell us who opens records\.", hera)
    assert re.search(r"Homes Index \(.*\) has told us nothing since", told.page("mele", "/my?as=adult").text)


def test_the_child_page_has_other_words_and_the_same_facts(told: Told) -> None:
    adult, child = (told.page("mele", f"/my?as={reader}") for reader in ("adult", "child"))
    days = [[one(r"<span>(.*?)</span>", line) for line in lines(p)] for p in (adult, child)]
    ways = [[one(r'class="tag (\w+)"', line) for line in lines(p)] for p in (adult, child)]
    flags = [[line.count('class="flag"') for line in lines(p)] for p in (adult, child)]
    assert len(days[0]) > 20
    assert (days[0], ways[0], flags[0]) == (days[1], ways[1], flags[1])
    numbers = [sorted(set(re.findall(r"principle [\d()a-z]+", p.text))) for p in (adult, child)]
    assert numbers[0] == numbers[1] != []
    assert set(headings(adult)) & set(headings(child)) == {
        "Is it wrong? Tell us.", "What can I choose?", "Did this make sense?",
    }  # fmt: skip


@pytest.mark.parametrize("who", FAMILY)
@pytest.mark.parametrize(("reader", "grade"), [("adult", 8), ("child", 4)])
def test_family_pages_are_easy_to_read(told: Told, who: str, reader: str, grade: int) -> None:
    page = told.page(who, f"/my?as={reader}")
    assert textstat.automated_readability_index(f"{page.text}\n{page.foot}") <= grade


@pytest.mark.parametrize(("who", "grade"), [("hera", 8), ("sela", 8), ("mele", 4)])
def test_the_page_on_which_families_have_a_say_is_easy_to_read(told: Told, who: str, grade: int) -> None:
    """Our own words; what others wrote stands in quotes as they wrote it."""
    page = told.page(who, "/my/say")
    ours = re.sub(r"<blockquote>.*?</blockquote>", "", page.main, flags=re.DOTALL)
    assert textstat.automated_readability_index(words(ours)) <= grade


def test_the_start_page_is_easy_to_read(told: Told) -> None:
    page = told.page(None, "/")
    about = re.sub(r"<ul class=\"people\">.*?</ul>", "", page.main, flags=re.DOTALL)
    assert textstat.automated_readability_index(words(about)) <= 8


def test_every_family_page_says_the_same_about_what_may_be_left_out(told: Told) -> None:
    for reader in ("adult", "child"):
        assert len({told.page(who, f"/my?as={reader}").foot for who in FAMILY}) == 1
    adult = told.page("hera", "/my").foot
    assert "The law sometimes lets things be left out" in adult
    assert "The Privacy Commissioner can check" in adult
    assert "Asking will not change the help you get." in adult


@pytest.mark.parametrize("path", ["/flows", "/findings", "/sign-ins", "/check", "/nowhere"])
def test_a_page_that_a_family_shares_with_staff_has_the_way_out_and_the_commissioner(told: Told, path: str) -> None:
    theirs, staff = told.page("tui", path), told.page("ccss-manager", path)
    for page in (theirs, told.page("tui", told.links("tui", "/findings", '/findings/[^"]+')[0])):
        assert 'href="/leave"' in page.html
        assert page.foot.startswith("The law sometimes lets things be left out") and "0800 803 909" in page.foot
        assert "under no line" not in page.text and "beyond" not in page.text
    assert 'href="/leave"' not in staff.html and "0800" not in staff.foot


def test_nothing_on_a_family_page_counts_what_is_left_out(told: Told) -> None:
    for who in FAMILY:
        page = told.page(who, "/my")
        numbers = sorted(int(n) for n in re.findall(r'id="line-(\d+)"', page.main))
        assert numbers == list(range(1, len(numbers) + 1))
        assert not re.search(r"[0-9a-f]{64}|/log/|statement number|record \d", page.html)


def test_what_the_law_holds_back_leaves_no_mark_on_the_persons_page(told: Told) -> None:
    """Sela's contact details were used under the Family Violence Act on 20 November 2025."""
    for path in ("/my", "/my?as=child"):
        page = told.page("sela", path)
        assert not re.search(r"Family Violence|keep people safe\.|20 November", page.main)
    sela = one(r'<a href="(/people/[0-9a-f]+)">Sela Lupe-Niu</a>', told.page("ccss-manager", "/people").main)
    staff = told.page("ccss-manager", sela).text
    assert "Family Violence Act 2018, section 20" in staff


def test_a_family_page_is_small_and_loads_nothing_from_elsewhere(told: Told) -> None:
    for who in FAMILY:
        page = told.page(who, "/my")
        assert page.size <= 100_000
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://|url\(", page.html)
    assert told.page("hera", "/static/lightwell.css").size <= 12_000
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert "<title>My information</title>" in page.html


def test_the_filter_shows_one_organisation_and_keeps_names_out_of_the_address(told: Told) -> None:
    page = told.page("hera", "/my")
    choices = re.findall(r'<option value="([^"]+)">([^<]+)</option>', page.main)
    assert len(choices) == 2
    agency = next(id for id, name in choices if "Children" in name)
    filtered = told.page("hera", f"/my?organisation={agency}")
    assert 0 < len(lines(filtered)) < len(lines(page))
    assert all("Agency for Children" in line for line in lines(filtered))
    assert headings(filtered) == QUESTIONS


def test_leaving_quickly_signs_out_and_goes_elsewhere(told: Told) -> None:
    with told.visitor("hera") as client:
        assert 'href="/leave"' in client.get("/my").text
        stolen = "; ".join(f"{name}={secret}" for name, secret in client.cookies.items())
        left = client.get("/leave")
        assert left.status_code == 303
        assert not left.headers["location"].startswith(("/", told.url))
        assert client.get("/my").status_code == 401
        assert client.get("/my", headers={"cookie": stolen}).status_code == 401


def test_a_provider_reads_influence_first_and_then_what_nobody_told(told: Told) -> None:
    page = told.page("kereru-manager", "/submissions").text.splitlines()
    start = page.index("In short")
    assert re.match(r"Our reports helped shape \d+ decisions\.", page[start + 1])
    assert re.match(r"For 3 of 10 reports, nobody has told us what happened\.", page[start + 2])
    assert "1 was not opened by anyone." in page
    assert "1 was never confirmed as received." in page


def test_not_opened_and_cannot_tell_are_different_answers(told: Told) -> None:
    page = told.page("kereru-manager", "/submissions").main
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    (unopened,) = [row for row in rows if "Not opened" in row]
    (unknown,) = [row for row in rows if "Cannot tell" in row and "Nobody has confirmed that it arrived." in row]
    assert "Nothing yet" in unopened
    assert "Not confirmed" in unknown


def test_a_submission_says_who_opened_which_part_and_what_for(told: Told) -> None:
    page = told.page("ccss-manager", told.links("ccss-manager", "/submissions", "/submissions/[0-9a-f-]+")[4])
    parts = {words(found) for found in re.findall(r"<h3.*?</h3>", page.main, re.DOTALL)}
    assert "Ethnic group" in parts
    cards = re.findall(r'<section class="card".*?</section>', page.main, re.DOTALL)
    assert words(next(card for card in cards if "Ethnic group" in card)).endswith("Nobody that we know of.")
    scores = words(next(card for card in cards if "arenting score" in card))
    assert "An evaluation analyst" in scores
    assert "To find out if the programme works" in scores


def test_what_is_anothers_and_what_does_not_exist_read_the_same(told: Told) -> None:
    theirs = told.links("kereru-manager", "/submissions", "/submissions/[0-9a-f-]+")[0]
    nothing = "/submissions/00000000-0000-4000-8000-000000000000"
    pages = [told.page("ccss-manager", path) for path in (theirs, nothing, "/owe", "/no/such/page")]
    assert {page.status for page in pages} == {404}
    assert len({page.main for page in pages}) == 1
    assert "There is nothing here for you" in pages[0].text


def test_somebody_who_is_not_signed_in_is_told_to(told: Told) -> None:
    page = told.page(None, "/my")
    assert page.status == 401
    assert "Please sign in first" in page.text


def test_a_staff_reading_says_that_it_is_recorded_and_the_person_sees_it(told: Told) -> None:
    people = told.page("ccss-manager", "/people").main
    rawiri = re.search(r'<a href="(/people/[0-9a-f]+)">Rāwiri Kōkako-Tawa</a>', people)
    assert rawiri
    assert "Read this page" not in told.page("rawiri", "/my").text
    page = told.page("ccss-manager", rawiri.group(1))
    assert "Your reading of this page has been recorded." in page.text
    assert re.search(r"A list they are on", page.text)
    after = told.page("rawiri", "/my").text
    assert "Read this page once." in after
    assert "A case worker read this page." in after
