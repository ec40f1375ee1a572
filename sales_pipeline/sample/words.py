"""The words people leave in the sample's CRM: next steps, reasons, competitors, subjects. All invented."""

from sales_pipeline.sample.draws import Weighted

COMPETITORS = ("Norvane", "Orbisol", "Veltrana", "Stocklight", "Own development")
LOSS_REASONS = Weighted(
    {
        "No decision": 30,
        "Price": 22,
        "Competitor chosen": 20,
        "Budget cut": 12,
        "Missing feature": 9,
        "Champion left": 7,
    }
)
PUSH_REASONS = (
    "Legal review takes longer",
    "Budget moved to next quarter",
    "Sponsor on leave",
    "Procurement queue",
    "Security questions open",
    "Pilot extended",
)
PULL_REASONS = ("Customer wants to start sooner", "Budget must be used this year", "Board approved early")
NEXT_STEPS = (
    ("Find the sponsor", "First call", "Send case study", "Ask for the planning calendar"),
    ("Discovery workshop", "Meet the logistics lead", "Confirm budget", "Demo for planners"),
    ("Send proposal", "Walk through the business case", "Answer security questions", "Price review with finance"),
    ("Redlines to legal", "Agree payment terms", "Meet procurement", "Reference call"),
    ("Signature by board", "Purchase order awaited", "Kick-off date"),
)
SUBJECTS = {
    "Call": ("Call with sponsor", "Check-in call", "Pricing call", "Call back"),
    "Meeting": ("Discovery workshop", "Demo", "Steering meeting", "Negotiation round"),
    "Email": ("Follow-up", "Proposal sent", "Answers to questions", "Introduction"),
    "Task": ("Update account plan", "Prepare proposal", "Check references"),
}
ROLES = ("Decision Maker", "Economic Buyer", "Champion", "Evaluator", "Influencer")
CALL_NOTES = {
    "timing": ("Two deals look like next quarter.", "Legal will not finish before the holidays."),
    "size": ("Customer starts with fewer sites.", "Modules were added after the workshop."),
    "risk": ("Sponsor changed, not counting on it.", "Competitor came back with a lower price."),
    "new_deal": ("One more deal that is not in the CRM yet.", "Expect an order from the event."),
    "data_error": ("Amount in the CRM is out of date.",),
    "judgement": ("My read after this week's calls.", "Same as last week."),
}
DEAL_NOTES = {
    "timing": ("Signs before the holidays.", "Board meets only in January."),
    "risk": ("Sponsor left, not counting on it.", "Budget not confirmed."),
    "judgement": ("Verbal yes from the buyer.", "Closer than its stage says."),
}
