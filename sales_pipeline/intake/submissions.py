"""Submissions: the rows as sent, with the week of their folder and when they were due and locked."""

from datetime import timedelta

from sales_pipeline.calendar import instant
from sales_pipeline.intake import shapes
from sales_pipeline.intake.sources import Reading
from sales_pipeline.intake.staging import SCHEMA, Staging, staged


def build(staging: Staging, reading: Reading) -> None:
    """Fill the table submissions."""
    rules, zone = staging.company.submissions, staging.company.zone
    given = ", ".join(f.name for f in shapes.fields("submissions"))
    for file_no, week in reading.weeks.items():
        due = instant(week, zone) + timedelta(hours=rules.due_hours)
        lock = instant(week + timedelta(days=rules.lock_days), zone)
        staging.run(
            f"INSERT INTO submissions (source_file, source_line, week, due_at, lock_at, {given}) "
            f"SELECT n.source_file, source_line, ?, ?, ?, {given} FROM {staged('submissions')} "
            f"JOIN {SCHEMA}.names n USING (file_no) WHERE file_no = ?",
            [week, due, lock, file_no],
        )
