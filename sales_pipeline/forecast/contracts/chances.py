"""Whether the chances given to deals come true."""

from sales_pipeline.contract import Count, Day, Ratio, Table, column


class ChanceRecord(Table):
    """One row per bin of the chance (-1 all): chances given at this point of the last eight periods, and what came."""

    week: Day = column("Monday the row is for")
    bin: Count = column("Tenth of the chance, 0 to 9; -1 all", ge=-1, le=9)
    period_count: Count = column("Ended periods in which such chances were given", ge=1, le=8)
    deal_count: Count = column("Deals open then", ge=1)
    won_count: Count = column("Of them won by that period's end", ge=0)
    mean_probability: Ratio = column("Mean chance given", unit="0..1", ge=0, le=1)
    won_ratio: Ratio = column("Share won", unit="0..1", ge=0, le=1)
    brier_score: Ratio = column("Mean (chance − outcome)²; 0 is perfect", ge=0, le=1)
