"""The same rows on pages: what families and staff do by hand, read back by the others (J06, J18 – J22, J29, J39)."""

import re
from pathlib import Path

import flows
from families import given, joint_notice, person, sent
from world import world


def main(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])
    return re.sub(r"\s+", " ", text).replace("&#39;", "'")


def test_j18_j39_a_family_says_what_worries_it_and_names_who_must_not_look(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        wrong = w.client("hera").post("/my/worry", data={"about": "seen", "text": " "}, headers={"accept": "text/html"})
        assert "Write what worries you." in wrong.text
        first = re.findall(r'<option value="([0-9a-f-]{36})"', wrong.text)[0]
        assert first == w.ccss.organisation, "who chooses nobody else tells their own service"
        to = {"about": "seen", "to": w.acf.organisation, "text": "Who saw my scores?"}
        assert w.post("hera", "/my/worry", **to) == "/my#worries"
        page = main(w.page("hera", "/my"))
        assert "Who saw my scores?" in page and "must answer by" in page
        assert "Who saw my scores?" not in w.page("sela", "/my") + w.page("manager", "/told")
        address = re.findall(r'href="(/concerns/[0-9a-f-]+)"', w.page("advisor", "/concerns"))[0]
        assert address in w.page("advisor", "/duties")
        assert "Who saw my scores?" in w.page("advisor", address)
        assert (
            "Write what you can say."
            in w.client("advisor").post(address, data={"result": "explained"}, headers={"accept": "text/html"}).text
        )
        w.post("advisor", address, result="explained", reply="The study team did, once, without your name.")
        page = main(w.page("hera", "/my?as=child"))
        assert "They told me why" in page and "The study team did, once, without your name." in page
        w.page("contracting", address, status=404)

        assert w.post("hera", "/my/barring", name="Robin Worker") == "/my#worries"
        assert "Robin" not in w.page("hera", "/my"), "whoever looks over her shoulder reads no name"
        opened = {
            "holding": w.register, "lines": [[1, 1]], "parts": ["name"], "unit": w.ccss.unit, "role": "case_worker",
            "mode": "opened", "why": flows.WHY,
        }  # fmt: skip
        assert "No record was opened by somebody" in main(w.page("privacy", "/told"))
        w.say(w.ccss, "information.accessed.v1", opened, worker="Robin Worker")
        assert "Somebody whom a person had named opened" in main(w.page("privacy", "/told"))
        assert "had named" not in w.page("manager", "/told") + w.page("board", "/told")
        end = re.findall(r'action="(/my/barring/[0-9a-f-]+/end)"', w.page("hera", "/my"))[0]
        w.post("sela", end, status=422)
        w.post("hera", end)
        assert "/end" not in w.page("hera", "/my")


def test_j06_j20_j22_j29_staff_write_together_give_copies_and_heed_choices(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        agreement = w.id()
        line = {
            "line": 1, "to_unit": w.reporting, "parts": ["name", "goals"], "purpose": "dpv:ServiceProvision",
            "basis": "nz-pa2020:IPP11(1)(a)",
        }  # fmt: skip
        data = {
            "agreement": agreement, "version": 1, "parties": [w.acf.organisation, w.ccss.organisation],
            "schedule": [line], "starts": "2026-01-01", "ends": "2027-01-01",
        }  # fmt: skip
        w.say(w.acf, "agreement.proposed.v1", data)
        sent(w, w.reporting)
        note = w.say(
            w.ccss, "information.written.v1",
            {"holding": w.register, "unit": w.ccss.unit, "system": w.ccss.system, "relation": "about",
             "lines": [[1, 1]], "parts": ["case_notes"], "why": flows.WHY},
        )  # fmt: skip
        hera = f"/people/{person(w, 'Hera')}"
        before = main(w.page("manager", hera))
        assert "Not told" in before and "Print the notice to give" not in before

        texts = {"text": "We send your goals.\n\nAsk us.", "text_child": "We send what you want."}
        draft = {"kind": "collection", "with": w.acf.organisation, "agreement": agreement} | texts
        short = w.client("manager").post("/notices", data=draft | {"text_child": ""}, headers={"accept": "text/html"})
        assert "Write the words for children." in short.text and "We send your goals." in short.text
        address = w.post("manager", "/notices", **draft)
        assert "Not signed by" in main(w.page("manager", "/notices"))
        assert "Not yet signed by" in main(w.page("advisor", address))
        w.post("advisor", f"{address}/sign")
        assert "Signed by all" in main(w.page("manager", "/notices"))
        assert f'href="{address}"' in w.page("manager", hera), "the button that prints the missing notice"

        _, _, notice, version = address.split("/")
        w.post("manager", f"{hera}/notice", notice=f"{notice} {version}", reader="adult", understood="yes")
        page = main(w.page("hera", "/my"))
        assert "We send your goals." in page and "Ask us." in page and "They checked that it was clear to you." in page
        staff = main(w.page("manager", hera))
        assert "Told Last told on" in staff and "Nobody has told them of this" not in staff

        assert "Yours by" in page
        w.post("manager", f"{hera}/copy", copy=f"{note} adult", ground="")
        assert "Given on" in main(w.page("hera", "/my"))

        choice = w.id()
        made = {
            "choice": choice, "voice": "relayed", "notice": notice, "version": 1, "holding": w.register,
            "lines": [[1, 1]], "offered": "some", "answer": "yes",
        }  # fmt: skip
        w.say(w.ccss, "choice.made.v1", made)
        none = w.client("hera").post(f"/my/choices/{choice}", data={"answer": "some"}, headers={"accept": "text/html"})
        assert "Pick what should stay back." in none.text
        w.post("hera", f"/my/choices/{choice}", answer="some", parts="goals")
        assert "These stay back: goals." in main(w.page("hera", "/my"))
        w.page("sela", f"/my/choices/{choice}", status=404)
        assert "Say by" in main(w.page("manager", hera))
        w.post("manager", f"{hera}/choice", choice=choice, result="done", reply="They stay here from now on.")
        assert "They stay here from now on." in main(w.page("hera", "/my"))

        w.post("manager", f"{hera}/hold", part="goals", reason="asked")
        assert "Held back since" in main(w.page("hera", "/my"))
        made = sent(w, w.evaluation)
        used = flows.used(w.acf, (made.holding, "all", ["goals"]))
        w.tell(used.line)
        use = used.use
        page = main(w.page("hera", "/my"))
        assert page.count("It was sent all the same") == 2, "against the choice, and against the hold"
        assert "Sent all the same" in main(w.page("manager", "/told"))
        assert "Tell again: 1 person" in main(w.page("manager", "/told"))
        w.post("manager", f"{hera}/telling", reader="adult", text="It now goes to two places.")
        assert "It now goes to two places." in main(w.page("hera", "/my"))
        assert "Tell again" not in main(w.page("manager", "/told"))
        assert "number could tell who" in main(w.page("board", "/told"))
        report = flows.outcome(w.acf, use, kind="report", subject="public_report")
        w.tell(report)
        found = re.findall(r'<option value="(outcome [0-9a-f-]+)"', w.page("manager", hera))[0]
        w.post("manager", f"{hera}/found", found=found, reader="adult", text="Bedtimes got calmer.")
        assert "Bedtimes got calmer." in main(w.page("hera", "/my"))
        assert "I have told them what was found" not in w.page("manager", hera)
        worry = {"about": "shared", "to": w.acf.organisation, "text": "She asks why two units have it."}
        w.post("manager", f"{hera}/concern", **worry)
        assert "She asks why two units have it." in w.page("hera", "/my")
        asked = re.findall(r'href="(/concerns/[0-9a-f-]+)"', w.page("advisor", "/concerns"))[0]
        assert "A provider passes it on" in main(w.page("advisor", asked))
        assert "There is nothing" not in main(w.page("manager", hera))
        lift = re.findall(r'action="(/holds/[0-9a-f-]+/lift)"', w.page("manager", "/told"))[0]
        w.post("manager", lift)
        assert "Held back since" not in main(w.page("hera", "/my"))
        assert re.search(r"Held back from .+ until .+: ", main(w.page("hera", "/my")))
        assert re.search(r"From .+ until .+ they did not send this", main(w.page("hera", "/my?as=child")))
        for who in ("kereru", "advisor", "reporting"):
            assert w.client(who).post(f"{hera}/hold", data={"reason": "asked"}).status_code in (403, 404)


def test_j28_both_versions_are_printed_for_whoever_gives_them(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        id = w.id()
        joint_notice(w, id, 1, w.reporting, kind="requests", text="Ask us first.", text_child="Ask us.")
        given(w, id, [[2, 2]], reader="child")
        printed = main(w.page("manager", f"/notices/{id}/1"))
        assert "Ask us first." in printed and "Ask us." in printed
        assert "Ask us." in main(w.page("mele", "/my")) and "Ask us first." not in w.page("mele", "/my")
        w.page("kereru", f"/notices/{id}/1", status=404)
