-- Neither too few nor too many representatives are expected to reach their quota.
-- on: forecast_rollup
-- warn: implausible_attainment_warn_count
with

representatives as (
    select
        forecast_rollup.period_id,
        cast(count(*) as bigint) as representative_count,
        cast(count(*) filter (where forecast_rollup.expected_attainment_ratio >= 1) as bigint) as attaining_count
    from forecast_rollup
    where forecast_rollup.horizon = 'current'
        and forecast_rollup.level = 'representative'
        and forecast_rollup.expected_attainment_ratio is not null
    group by forecast_rollup.period_id
),

shares as (
    select
        representatives.period_id,
        representatives.representative_count,
        representatives.attaining_count,
        cast(floor(
            cast(representatives.attaining_count as double)
            / nullif(cast(representatives.representative_count as double), 0.0e0) * 1e6 + 0.5
        ) / 1e6 as decimal(18, 6)) as attaining_ratio
    from representatives
)

select
    shares.period_id,
    shares.representative_count,
    shares.attaining_count,
    shares.attaining_ratio,
    settings.attainment_low_ratio as low_ratio,
    settings.attainment_high_ratio as high_ratio
from shares
cross join settings
where shares.attaining_ratio < settings.attainment_low_ratio
    or shares.attaining_ratio > settings.attainment_high_ratio
order by shares.period_id asc
