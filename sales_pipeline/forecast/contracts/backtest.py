"""What the backtest fills: replayed forecasts beside what came, and how right they were. No weekly table is here."""

from sales_pipeline.contract import Count, Day, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import HORIZONS, METHODS

_SAID = [*METHODS, "standing", "call"]


class ForecastBacktest(Table):
    """One row per replayed Monday, horizon, method and node: what was forecast, and what came."""

    week: Day = column("Monday of the forecast")
    horizon: Text = column("The period then running, or the one after it", isin=HORIZONS)
    method: Text = column("Method; standing: the forecast as it stood; call: what people said", isin=_SAID)
    node_id: Text = column("Node of the tree of that Monday, or a representative who came later")
    level: Text = column("company, region, team … or representative")
    period_id: Text = column("Fiscal period")
    weeks_left: Count = column("Weeks left in it then", ge=0)
    forecast_amount: Money = column("What was forecast", unit="company currency")
    p10_amount: Money = column("Lower end of the range", unit="company currency", null=True)
    p90_amount: Money = column("Upper end of the range", unit="company currency", null=True)
    quota_probability: Ratio = column("Chance given to reach the target", unit="0..1", null=True, ge=0, le=1)
    actual_amount: Money = column("Won in the period, as known now", unit="company currency")
    error_amount: Money = column("Forecast − won", unit="company currency")


class ForecastAccuracy(Table):
    """One row per horizon, level, method, period (* all) and weeks left (-1 all): how right the forecasts were."""

    horizon: Text = column("The period then running, or the one after it", isin=HORIZONS)
    level: Text = column("company, region, team … or representative")
    method: Text = column("Method; standing: the forecast as it stood; call: what people said", isin=_SAID)
    period_id: Text = column("Fiscal period; * all of them")
    weeks_left: Count = column("Weeks left; -1 any")
    forecast_count: Count = column("Forecasts: Mondays × nodes", ge=0)
    wape_ratio: Ratio = column("Σ |forecast − won| / Σ won", null=True)
    bias_ratio: Ratio = column("Σ (forecast − won) / Σ won; above 0 too much", null=True)
    skill_ratio: Ratio = column("1 − WAPE / WAPE of last_period, where both forecast the same", null=True)
    range_count: Count = column("Forecasts with a range", ge=0)
    coverage_ratio: Ratio = column("Share of outcomes inside P10–P90; 0.8 is right", unit="0..1", null=True, ge=0, le=1)
    pinball_ratio: Ratio = column("Pinball loss of P10 and P90 / Σ won", null=True, ge=0)


class ForecastReliability(Table):
    """One row per horizon, method and bin of the chance (-1 all): chances of open deals, and what came."""

    horizon: Text = column("The period then running, or the one after it", isin=HORIZONS)
    method: Text = column("Method", isin=METHODS)
    bin: Count = column("Tenth of the chance, 0 to 9; -1 all", ge=-1, le=9)
    deal_count: Count = column("Chances given: open deals × Mondays", ge=0)
    won_count: Count = column("Of them won in the period", ge=0)
    mean_probability: Ratio = column("Mean chance given", unit="0..1", ge=0, le=1)
    won_ratio: Ratio = column("Share won", unit="0..1", ge=0, le=1)
    brier_score: Ratio = column("Mean (chance − outcome)²; 0 is perfect", ge=0, le=1)
