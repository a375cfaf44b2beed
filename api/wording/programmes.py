"""Words for the terms of designing a programme together (``ledger.statements.programme_terms``)."""

from api.wording.terms import Terms

#: As in "A workshop on 3 March 2026".
MEETINGS: Terms = {
    "codesign": ("Talk about the design", "A talk to plan it"),
    "contract_talk": ("Talk about the contract", "A talk on the deal"),
    "workshop": ("Workshop", "A work day"),
    "session_with_service_users": ("Talk with families", "A talk with families"),
    "training": ("Training", "A class"),
}
TOPICS: Terms = {
    "what_is_collected": ("what we collect", "what we ask"),
    "how_it_is_used": ("how it is used", "what we do with it"),
    "who_sees_it": ("who sees it", "who sees it"),
    "how_long_it_is_kept": ("how long it is kept", "how long we keep it"),
    "what_families_are_told": ("what families are told", "what we tell you"),
    "safety": ("safety", "how to keep you safe"),
    "success": ("what success is", "what doing well is"),
    "analysis": ("what the figures say", "what the sums say"),
    "findings": ("what was found", "what we found out"),
    "contract": ("the contract", "the deal"),
    "stories": ("stories", "your stories"),
    "skills": ("skills", "how to learn it"),
}
COMING: Terms = {
    "yes": ("comes", "I will come"),
    "no": ("does not come", "I will not come"),
    "another_day": ("asks for another day", "I want a new day"),
}
LEARNT: Terms = {"adopted": ("taken up", "used"), "declined": ("not taken up", "not used")}
#: As in "Shown by figures from services."
EVIDENCE: Terms = {
    "service_figures": ("figures from services", "counts"),
    "survey": ("a survey", "a list of questions"),
    "research": ("research", "what others found out"),
    "families_said": ("what families said", "what families said"),
    "providers_said": ("what services said", "what helpers said"),
    "census": ("the census", "a count of us all"),
}
CONTESTS: Terms = {
    "too_few_asked": ("Too few people were asked", "Too few were asked"),
    "families_not_asked": ("Families were not asked", "No one asked us"),
    "out_of_date": ("It is out of date", "It is too old"),
    "measures_something_else": ("It measures something else", "It counts the wrong thing"),
    "leaves_somebody_out": ("It leaves people out", "It leaves some of us out"),
    "harms": ("It does harm", "It hurts"),
}
LESSONS: Terms = {
    "decision": ("Decision", "A choice"),
    "harm": ("Harm", "A hurt"),
    "lesson": ("Lesson", "A thing we learned"),
    "learning": ("Learning from a service", "A thing a helper learned"),
}
CHANGES: Terms = {
    "design_changed": ("The design was changed", "The plan was changed"),
    "safeguard_added": ("A safeguard was added", "We made it more safe"),
    "already_met": ("The design does this already", "The plan does this now"),
    "not_changed": ("Nothing was changed", "It stays as it is"),
}
VIEW_KINDS: Terms = {
    "on_design": ("What we think of the plan", "What I think of the plan"),
    "interpretation": ("What we think the figures mean", "What I think the sums mean"),
}
#: What the agency says became of a view.
BECAME: Terms = {
    "changed": ("It was changed", "They changed it"),
    "partly_changed": ("It was changed in part", "They changed some of it"),
    "not_changed": ("It was not changed", "They did not change it"),
}
WHY_NOT: Terms = {
    "required_by_law": ("The law asks for it", "The law says they must"),
    "costs_too_much": ("It would cost too much", "It would cost too much"),
    "others_disagreed": ("Others did not agree", "Others did not want it"),
    "not_possible": ("It cannot be done", "It can not be done"),
    "too_late": ("It came too late", "It was too late"),
}
#: As in "Safe because: no names are used."
SAFEGUARDS: Terms = {
    "no_names": ("no names are used", "they do not use names"),
    "fewer_parts": ("less is asked", "they ask less"),
    "fewer_people_see_it": ("fewer people see it", "not so many see it"),
    "small_numbers_hidden": ("small numbers are hidden", "they hide small counts"),
    "kept_shorter": ("it is kept for less time", "they keep it for less time"),
    "asked_again": ("people are asked again", "they ask you again"),
    "checked_by_providers": ("services check it", "your helpers check it"),
    "support_offered": ("support is offered", "you get help with it"),
}
CREDITS: Terms = {
    "none": ("Do not name us", "Do not say it was me"),
    "as_organisation": ("Name our organisation", "Name the place I go to"),
    "as_a_family": ("Say that a family said it", "Say a family said it"),
}
#: Did this change anything?
RATINGS: Terms = {
    "yes": ("Yes", "Yes"),
    "a_little": ("A little", "A bit"),
    "no": ("No", "No"),
    "cannot_tell": ("I cannot tell", "I do not know"),
}
#: As in "How it is seen: families are asked."
METHODS: Terms = {
    "ask_families": ("families are asked", "they ask families"),
    "ask_providers": ("services are asked", "they ask your helpers"),
    "compare_before_and_after": ("before and after are compared", "they look at before and after"),
    "compare_groups": ("groups are compared", "they look at who came and who did not"),
    "count": ("something is counted", "they count"),
}
SIDES: Terms = {
    "agency": ("The agency", "The people who pay"),
    "provider": ("A service", "A helper"),
    "family": ("A family", "A family"),
}
ABOUT: Terms = {"collection": ("what is collected", "what is asked"), "use": ("how it is used", "what is done with it")}
GAINS: Terms = {
    "service_users": ("people who use the service", "you"),
    "whanau": ("whānau", "your family"),
    "communities": ("communities", "where you live"),
}
BENEFITS: Terms = {
    "better_support": ("better support", "more help"),
    "less_asked_of_them": ("less is asked of them", "fewer questions"),
    "safer": ("more safety", "more safe"),
    "heard": ("they are heard", "you are heard"),
    "service_goes_on": ("the service goes on", "the help goes on"),
    "knowledge_returned": ("they are told what was found", "you are told what we found"),
}
PLACES: Terms = {
    "at_home": ("at home", "at home"),
    "at_the_service": ("at the service", "at the place you go to"),
    "at_school": ("at school", "at school"),
    "by_phone": ("by phone", "by phone"),
    "online": ("online", "on a screen"),
    "from_records": ("from records", "from what we wrote"),
}
WAYS: Terms = {
    "conversation": ("in a talk", "in a talk"),
    "questionnaire": ("with a form", "with a form"),
    "observation": ("by watching", "by a look at how it goes"),
    "sign_in_sheet": ("with a sign-in sheet", "with a list of who came"),
    "existing_record": ("from what is known", "from what we know"),
}
GRANTS: Terms = {
    "offered": ("Waits for the service to accept", "Not yet"),
    "not_begun": ("Has not begun", "Not yet"),
    "in_force": ("In force", "Now"),
    "run_out": ("Has run out", "Over"),
    "ended": ("Was ended", "Over"),
}
GRANT_ENDS: Terms = {
    "finished": ("the work is finished", "the work is done"),
    "left": ("they left", "they left"),
    "withdrawn": ("it was taken back", "it was taken back"),
    "misused": ("it was misused", "it was used in a bad way"),
}
GROUPS: Terms = {
    "iwi": ("An iwi", "An iwi"),
    "hapu": ("A hapū", "A hapū"),
    "whanau": ("A whānau", "A whānau"),
    "marae": ("A marae", "A marae"),
    "maori_organisation": ("A Māori organisation", "A Māori group"),
}
COLLECTIVE: Terms = {
    "view": ("A shared view", "What they think"),
    "decision": ("A shared decision", "What they chose"),
    "restriction": ("A tikanga restriction", "A tikanga rule"),
    "objection": ("An objection", "They say no"),
}
TIKANGA: Terms = {
    "not_to_be_shared_on": ("not to be shared further", "do not pass it on"),
    "not_to_be_combined": ("not to be joined with other information", "do not mix it"),
    "seen_only_by_own_people": ("seen only by our own people", "only we may see it"),
    "returned_or_destroyed_after_use": ("given back or destroyed after use", "give it back or end it"),
    "asked_each_time": ("ask us each time", "ask us each time"),
}
INTEREST_OUTCOMES: Terms = {
    "accepted": ("accepted", "yes"),
    "accepted_in_part": ("accepted in part", "some of it"),
    "not_accepted": ("not accepted", "no"),
}
RETURNED: Terms = {
    "findings_told": ("They were told what was found", "They were told what we found"),
    "data_returned": ("The information was given back", "We gave it back"),
    "skills": ("Skills were shared", "They learned the work"),
    "funding": ("Money was given", "We gave money"),
    "service_changed": ("The service was changed", "We changed the help"),
}
