"""What stands on top of every page of text: company, period and measure, then the run that made it."""

from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.render.phrases import n_of


def scope(story: Story) -> str:
    """ "Example Co, Q4 FY26, five weeks left. Data as of 23 Nov 2026. Amounts in $M, annual contract value." """
    run = story.run
    left = n_of(run.weeks_left, "week", words=True)
    return (
        f"{story.write(run.company)}, {story.write(run.period_label)}, {left} left. Data as of {run.as_of_text}. "
        f"Amounts in {story.measure}."
    )


def lineage(story: Story) -> str:
    """ "Week 2026-11-23, run 3fa1c9d2e870, settings 77aa00bb11cc, version 0.1.0, status draft, no gate waived." """
    run = story.run
    waived = len(run.notes)
    gates = f"{n_of(waived, 'gate', words=True)} waived" if waived else "no gate waived"
    return (
        f"Week {run.week}, run {run.run_id}, settings {run.settings_hash[:12]}, version {story.write(run.version)}, "
        f"status {story.write(run.status)}, {gates}."
    )
