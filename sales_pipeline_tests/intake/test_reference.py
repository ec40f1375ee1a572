"""reference/ and submissions/: defaults, ends of ranges, precedence over the mapping, deadlines."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sales_pipeline.intake.contracts import ROLES
from sales_pipeline_tests.intake.homes import ONE_DEAL, built, lines
from sales_pipeline_tests.intake.test_status_log import LOG


def test_a_dated_row_ends_where_the_next_of_its_thing_begins(tmp_path: Path) -> None:
    home = built(tmp_path, {**ONE_DEAL, "reference/exchange_rates.csv": lines(
        "currency,rate_kind,valid_from,valid_to,rate",
        "EUR,spot,2026-02-01,,1.2",
        "EUR,,2026-01-01,,1.1",
        "EUR,spot,2026-03-01,2026-06-01,1.3",
        "EUR,spot,2026-04-01,,1.4",
        "EUR,plan,2026-01-01,,1.0",
    )})  # fmt: skip
    assert home.rows("SELECT rate_kind, valid_from, valid_to, known_at FROM exchange_rates ORDER BY 1, 2") == [
        ("plan", date(2026, 1, 1), None, date(2026, 1, 1)),
        ("spot", date(2026, 1, 1), date(2026, 2, 1), date(2026, 1, 1)),
        ("spot", date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 1)),
        ("spot", date(2026, 3, 1), date(2026, 4, 1), date(2026, 3, 1)),
        ("spot", date(2026, 4, 1), None, date(2026, 4, 1)),
    ]


def test_bad_rows_of_reference_are_set_aside_like_any_other(tmp_path: Path) -> None:
    home = built(tmp_path, {
        **ONE_DEAL,
        "reference/exchange_rates.csv": lines(
            "currency,valid_from,valid_to,rate", "EUR,2026-01-01,,0", "Euro,2026-01-01,,1.1",
            "GBP,2026-02-01,2026-01-01,1.3",
            "CHF,2026-01-01,,1.1", "CHF,2026-01-01,,1.2",
        ),
        "reference/people.csv": lines("person_id,role", "ann,representative", "bob,boss", ",manager"),
        "reference/organisation_nodes.csv": lines(
            "node_id,node_name,parent_node_id,level,valid_from", "acme,Acme,,company,2026-01-01"
        ),
        "reference/organisation_members.csv": lines(
            "person_id,node_id,valid_from", "ann,acme,2026-01-01", "bob,akme,2026-01-01"
        ),
    })  # fmt: skip
    roles = f"is not one of {', '.join(ROLES)}"
    assert home.rows(
        "SELECT source_file, source_line, column_name, value, reason FROM rejected_rows ORDER BY ALL"
    ) == [
        ("reference/exchange_rates.csv", 2, "rate", "0", "is not more than 0"),
        ("reference/exchange_rates.csv", 3, "currency", "Euro", "is not a currency code such as EUR"),
        ("reference/exchange_rates.csv", 4, "valid_to", "2026-01-01", "ends before it starts"),
        ("reference/exchange_rates.csv", 5, None, "CHF", "superseded by line 6, a newer row of the same id"),
        ("reference/organisation_members.csv", 3, "node_id", "akme", "is no unit of organisation_nodes"),
        ("reference/people.csv", 3, "role", "boss", roles),
        ("reference/people.csv", 4, "person_id", None, "is required, but blank"),
    ]  # fmt: skip
    assert home.counts("exchange_rates") == (5, 1, 4)
    assert home.rows("SELECT person_id, person_name FROM people") == [("ann", "ann")]


def test_reference_wins_over_the_mapping_and_adds_to_it(tmp_path: Path) -> None:
    home = built(tmp_path, {
        **LOG,
        "reference/people.csv": lines("person_id,person_name,role", "Ann,Ann Lee,manager", "Cy,Cy,representative"),
        "reference/organisation_nodes.csv": lines(
            "node_id,node_name,parent_node_id,level,valid_from,known_at", "us,United States,company,region,2026-01-01,",
            "latam,Latin America,company,region,2026-02-01,2026-01-15",
        ),
        "reference/organisation_members.csv": lines("person_id,node_id,valid_from", "Ann,latam,2026-01-01"),
    })  # fmt: skip
    assert home.rows("SELECT person_id, person_name, role FROM people ORDER BY 1") == [
        ("Ann", "Ann Lee", "manager"), ("Bob", "Bob", "representative"), ("Cy", "Cy", "representative"),
    ]  # fmt: skip
    assert home.rows("SELECT node_id, node_name, known_at FROM organisation_nodes ORDER BY 1") == [
        ("company", "Acme", date(1900, 1, 1)),
        ("emea", "EMEA", date(2026, 3, 10)),
        ("latam", "Latin America", date(2026, 1, 15)),
        ("us", "United States", date(2026, 1, 1)),
    ]
    assert home.rows("SELECT person_id, node_id FROM organisation_members ORDER BY 1") == [
        ("Ann", "latam"), ("Bob", "emea"),
    ]  # fmt: skip


def test_quotas_plans_and_waivers_are_completed(tmp_path: Path) -> None:
    home = built(tmp_path, {
        **ONE_DEAL,
        "reference/quotas.csv": lines(
            "node_id,period_start_date,quota_amount,ramp_ratio,effective_from", "ann,2026-01-01,1000,50%,",
            "ann,2026-04-01,1000,,2026-05-01",
        ),
        "reference/plans.csv": lines("node_id,period_start_date,plan_amount", 'acme,2026-01-01,"1,000"'),
        "reference/waivers.csv": lines("gate,week,person_id,reason", "open_deals_move,2026-01-05,ann,holidays"),
    })  # fmt: skip
    assert home.rows("SELECT effective_from, effective_to, ramp_ratio, currency, known_at FROM quotas ORDER BY 1") == [
        (date(2026, 1, 1), None, Decimal("0.5"), "USD", date(2026, 1, 1)),
        (date(2026, 5, 1), None, None, "USD", date(2026, 4, 1)),
    ]
    assert home.rows("SELECT plan_amount, rate_policy, plan_version, known_at FROM plans") == [
        (Decimal(1000), "plan", "1", date(2026, 1, 1))
    ]
    assert home.rows("SELECT week, known_at, expires_on FROM waivers") == [(date(2026, 1, 5), date(2026, 1, 5), None)]


def test_what_a_file_of_deals_repeats_of_a_customer_is_read_once(tmp_path: Path) -> None:
    mapping = lines(
        "preset: salesforce", "sources:", "  customers:", "    table: accounts", "    files: Opportunity.csv",
        "    columns: {account_id: AccountId, account_name: Customer}",
    )  # fmt: skip
    deals = lines(
        "Id,AccountId,Customer,StageName,CreatedDate,LastModifiedDate",
        *(f"{n},a,{name},Open,2026-03-02,2026-03-02" for n, name in enumerate(["Acme", "Acme Ltd", "Acme", "Acme"])),
        "4,a,Acme,Open,2026-03-02,2026-03-02", "4,a,Acme,Open,2026-03-02,2026-03-02",
    )  # fmt: skip
    home = built(
        tmp_path,
        {"crm/mapping.yaml": mapping, "crm/Account.csv": "Id,Name\nb,B\nb,B\n", "crm/Opportunity.csv": deals},
    )
    assert home.rows("SELECT account_id, account_name, source_line FROM accounts ORDER BY 1") == [
        ("a", "Acme", 7), ("b", "B", 3),
    ]  # fmt: skip
    assert home.counts("accounts") == (8, 6, 2)
    assert home.rows("SELECT table_name, source_line, reason FROM rejected_rows ORDER BY 1, 2") == [
        # a list of customers names each once
        ("accounts", 2, "superseded by line 3, a newer row of the same id"),
        ("accounts", 3, "superseded by line 7, a newer row of the same id"),
        # of a deal even the same row twice is told
        ("opportunities", 6, "superseded by line 7, a newer row of the same id"),
    ]


CALLS = "submitter_id,node_id,layer,period_id,category,amount,submitted_at"


def test_submissions_know_their_week_and_its_deadlines(tmp_path: Path) -> None:
    home = built(tmp_path, {
        **ONE_DEAL,
        "submissions/2026-03-09/east.csv": lines(
            CALLS,
            "ann,ann,representative,FY2026-Q1,commit,1000,2026-03-09T13:00:00Z",
            "ann,ann,representative,FY2026-Q1,hope,1000,2026-03-09T13:00:00Z",
        ),
        "submissions/2026-03-09/none.csv": f"{CALLS}\n",
    }, time_zone="America/New_York")  # fmt: skip
    assert home.rows("SELECT source_file, source_line, week, submitted_at, due_at, lock_at FROM submissions") == [(
        "submissions/2026-03-09/east.csv", 2, date(2026, 3, 9), datetime(2026, 3, 9, 13), datetime(2026, 3, 9, 16),
        datetime(2026, 3, 16, 4),
    )]  # fmt: skip
    assert home.rejected() == [(3, "category", "hope", "is not one of commit, most_likely, best_case, deal")]
    assert home.counts("submissions") == (2, 1, 1)


def test_files_nobody_reads_are_named(tmp_path: Path) -> None:
    home = built(tmp_path, {
        **ONE_DEAL,
        "crm/Lead.csv": "x\n1\n", "crm/notes/read me.txt": "hello", "crm/.hidden": "x",
        "reference/territories.csv": "x\n",
        "submissions/2026-03-09/call.docx": b"PK",
    })  # fmt: skip
    assert home.rows("SELECT source_file, row_count FROM source_files WHERE table_name = '' ORDER BY 1") == [
        ("crm/Lead.csv", 0), ("crm/notes/read me.txt", 0), ("reference/territories.csv", 0),
        ("submissions/2026-03-09/call.docx", 0),
    ]  # fmt: skip
