"""What a unit, an auditor and whoever checks a record read on their pages, over real HTTP, without a browser."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from told import Told, telling, words


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


def test_a_unit_reads_what_it_owes_the_most_overdue_first(told: Told) -> None:
    page = told.page("acf-evaluation", "/owe")
    assert re.search(r"We owe \d+ answers\. \d+ (is|are) overdue\.", page.text)
    tables = [t for t in re.findall(r"<table.*?</table>", page.main, re.DOTALL) if "Most overdue first." in t]
    late = [["Overdue" in row for row in re.findall(r"<tr>.*?</tr>", t, re.DOTALL)[1:]] for t in tables]
    assert len(late) == 2
    assert late == [sorted(one, reverse=True) for one in late]
    assert any(map(any, late))


def test_a_decision_leads_back_to_the_submissions_behind_it(told: Told) -> None:
    outcomes = told.links("acf-evaluation", "/owe", "/outcomes/[0-9a-f-]+")
    pages = [told.page("acf-evaluation", path).text for path in outcomes]
    assert any("City Centre Social Services" in page and "Visits, parenting score" in page for page in pages)
    assert all(page.startswith("What was behind this?") for page in pages)


def test_an_auditor_walks_the_whole_log_page_by_page(told: Told) -> None:
    with told.visitor("auditor") as client:
        path, found = "/log", []
        while path:
            page = client.get(path).text
            found += [int(n) for n in re.findall(r'<a href="/log/(\d+)"', page)]
            following = re.search(r'<a class="button" href="([^"]+)">Next page', page)
            path = unescape(following.group(1)) if following else ""
    assert found == list(range(told.site.ledger.size()))


def test_an_auditor_reads_one_kind_of_statement(told: Told) -> None:
    page = told.page("auditor", "/log?type=access.refused")
    rows = re.findall(r'<td data-label="What">(.*?)</td>', page.main)
    assert rows
    assert {words(row).splitlines()[0] for row in rows} == {"Opening refused"}


def test_a_statement_page_shows_what_was_signed_and_its_proof(told: Told) -> None:
    page = told.page("auditor", "/log/300")
    payload = json.loads(unescape(re.findall(r"<pre.*?>(.*?)</pre>", page.main, re.DOTALL)[1]))
    assert payload["type"].startswith("lightwell.")
    receipt = told.site.ledger.receipt(300)
    assert all(hash in unescape(page.main) for hash in receipt["proof"])
    assert receipt["digest"] in page.main
    assert told.page("hera", "/log/300").status == 404


def test_anyone_can_check_a_record(told: Told) -> None:
    receipt = told.site.ledger.receipt(300)
    token = told.site.ledger.statement(300)
    assert token
    for text in (receipt["digest"], json.dumps(receipt), token.decode()):
        page = told.page(None, "/check", text=text).text
        assert "Yes, this is in the record" in page
        assert f"It is statement number 300 of {told.site.ledger.size():,}." in page


def test_a_changed_record_is_not_found_and_nonsense_is_not_understood(told: Told) -> None:
    token = told.site.ledger.statement(300) or b""
    changed = told.page(None, "/check", text=token.decode()[:-2] + "AA")
    assert "This is not in the record" in changed.text
    nonsense = told.page(None, "/check", text="<b>my secret</b>")
    assert "We cannot read that" in nonsense.text
    assert "my secret" not in nonsense.html


def test_coverage_names_who_does_not_report_and_who_fell_silent(told: Told) -> None:
    page = told.page("auditor", "/coverage")
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", page.main, re.DOTALL)[1:]]
    assert rows[0].startswith("Homes Index")
    assert "Silent" in rows[0]
    warehouse = next(row for row in rows if row.startswith("Warehouse S"))
    assert "Who opens records" in warehouse
    assert any("1 message missing" in row for row in rows)
