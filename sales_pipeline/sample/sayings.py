"""What people of the sample say about their work: why it can't go on, why something passed, what they think."""

from sales_pipeline.sample.draws import Weighted

CAUSES = Weighted({"missing_input": 14, "said": 40, "failed_gate": 26, "conflict": 8, "absent_person": 12})
BLOCKED = {
    "missing_input": ("The price list of the new modules is not out yet", "Two calls of the team have not come"),
    "failed_gate": ("Close dates in the CRM lie in the past", "Amounts in the CRM and in the order differ"),
    "absent_person": ("Legal is in a training today", "The customer's sponsor is back tomorrow"),
    "conflict": ("The customer visit comes first", "Two reviews at the same hour"),
    "said": ("The CRM can't be reached from the customer's site", "Waiting for the customer to call back"),
}
UNBLOCKED = ("It is there now", "Settled on the phone", "Done first thing after lunch")
COMMENTS = ("Good work, thanks", "Please look at the next steps too", "Let us talk about the largest one on Friday")
HANDED = "Away in the middle of the week"
STUCK = {
    "close_deal": "The customer's board meets next week; the order is with its chairman",
    "distribute_forecast": "Finance and the CRO have not signed yet",
}
ASKED_AGAIN = "Asked twice; the CRM's closed and commit stand in until the call comes"
DONE = {
    "mend_records": ("Amount, close date and next step of every open deal", ""),
    "assess_deal_risk": ("Close date confirmed with the buyer", "Next step agreed for this week", ""),
    "qualify_deal": ("Workshop held, figures noted", "Need and budget asked for, answers noted"),
    "write_win_plan": ("Plan agreed with the solution team", ""),
    "review_proposal": ("Read, two changes asked for and made", "Fine as it is"),
    "agree_terms": ("Within the discount allowed", "Payment in two parts, agreed with finance"),
    "close_deal": ("Order form agreed with procurement", "Nothing open but the signature"),
}
DECIDED = {
    "passed": ("All there", "Looked at together; what is open is known", "Good enough to go on"),
    "failed": ("No budget before next year", "The buyer has not been met yet"),
    "postponed": ("The customer's board meets first",),
}
OUTCOMES = Weighted({"passed": 95, "postponed": 5})
# of a deal that will be lost
OUTCOMES_OF_LOST = Weighted({"passed": 70, "failed": 25, "postponed": 5})
ENDED = {True: "Signed in the meantime", False: "The customer said no in the meantime"}
HELD = {
    "forecast_check": "Calls and weighting looked at; who has not called is known",
    "forecast_review": "The number stands; finance signs once it agrees with the ledger",
    "pipeline_review_meeting": "Every team went through its pipeline; where it is short is noted",
}
RATINGS = Weighted({5: 40, 4: 60})
LOW = 3
THOUGHTS = {
    5: ("Clear on one page", "Answers what the board asks"),
    4: ("Useful; the reasons help", "Good, a little long"),
    LOW: ("The change against last week is hard to follow",),
}
