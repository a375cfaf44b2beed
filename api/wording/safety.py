"""What is kept back, and who looks for whom, in words."""

VIEWERS = {
    "family": "from the person, and from whoever looks for them",
    "representatives": "from whoever looks for the person",
    "staff": "from our own workers",
}
GROUNDS = {
    "nz-pa2020:s49(1)(a)(i)": "somebody’s life, health or safety is in danger (Privacy Act, s 49(1)(a)(i))",
    "nz-pa2020:s49(1)(a)(ii)": "somebody could be seriously harassed (s 49(1)(a)(ii))",
    "nz-pa2020:s49(1)(a)(iii)": "a victim would be hurt again (s 49(1)(a)(iii))",
    "nz-pa2020:s49(1)(b)": "it would harm the person’s own health (s 49(1)(b))",
    "nz-pa2020:s49(1)(c)": "it is against the interests of somebody under 16 (s 49(1)(c))",
    "nz-pa2020:s49(1)(d)": "it would make custody unsafe (s 49(1)(d))",
    "nz-pa2020:s53(b)": "it tells of somebody else’s affairs (s 53(b))",
    "nz-pa2020:s53(c)": "the law says so (s 53(c))",
    "ota1989:s66C(a)(i)": "a child’s safety (Oranga Tamariki Act, s 66C)",
    "fva2018:s20": "family violence (Family Violence Act, s 20)",
}
DECISIONS = {"keep": "it stays back", "end": "it is shown again"}
HELD = {"keep": "it stays as it is", "show": "it is shown to them"}
STATES = {True: "decided by two people", False: "and no second person has decided"}
KINDS = {
    "parent": "a parent",
    "guardian": "a guardian",
    "welfare_guardian": "a welfare guardian",
    "attorney": "an attorney",
    "lawyer": "a lawyer",
    "advocate": "an advocate",
    "iwi_contact": "a contact that their iwi or hapū has named",
}
VIEWS = {
    "agrees": "they agree",
    "objects": "they do not want it",
    "too_young": "they are too young to say",
    "cannot_say": "they cannot say, for their health",
}
ENDS = {
    "withdrawn": "the person does not want it any more",
    "own_code": "the young person has a way in of their own",
    "unsafe": "it is not safe",
    "over": "the authority is over",
}
#: Beside a line of a trail that staff read: whose page does not have it.
UNSAID = {
    "family": "The person does not see this line, nor what came of it. Do not speak of it to them, or to anybody who "
    "looks for them.",
    "representatives": "Whoever looks for the person does not see this line. Speak of it to the person alone.",
}
MISUSE = {
    "barred": "somebody whom the person had named did it",
    "purpose": "it was for no purpose, or for another than was agreed",
    "related": "whoever did it may know the person",
    "complaint": "the person complains of it",
    "breach": "it is part of a breach",
}
NAMING = {"approve": "the name may be shown, once", "refuse": "the name is not shown"}
INQUIRY_STATES = {
    "waiting": "Waits for others to approve",
    "approved": "Approved by two",
    "refused": "Refused",
    "shown": "Name shown",
    "over": "Run out",
}
REASONS = {
    "request": "a request to see or correct what is held",
    "concern": "somebody worries",
    "complaint": "a complaint",
    "breach": "a breach",
    "misuse": "somebody may have looked who should not",
    "withholding": "something is, or may have to be, kept back",
    "erasure": "somebody asks to be erased",
}
