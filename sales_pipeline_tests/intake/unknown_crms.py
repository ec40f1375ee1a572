"""Exports of systems nobody has seen, made from deals whose truth is known: other languages, names, marks and formats.

Amounts in cents add up exactly; what is written down about a deal is all that a reader of the export can know.
"""

import csv
import json
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl

FIRST, LAST = date(2025, 1, 6), date(2025, 11, 3)
OPEN, WON, LOST = (0, 1, 2), 3, 4
CHANCES = (10, 50, 75, 100, 0)


@dataclass(frozen=True)
class Deal:
    """One deal: its amount, who has it (of some closed ones nobody), its due date, and when it entered which stage."""

    number: int
    amount: Decimal
    owner: int
    close_date: date
    steps: tuple[tuple[datetime, int], ...]

    @property
    def stage(self) -> int:
        return self.steps[-1][1]


def deals(seed: int, number: int = 200) -> list[Deal]:
    return [_deal(random.Random(seed * 1_000 + n), n) for n in range(1, number + 1)]


def totals(made: list[Deal]) -> dict[str, tuple[int, Decimal]]:
    """Deals won, lost and open, and what they are worth."""
    kinds = {"won": (WON,), "lost": (LOST,), "open": OPEN}
    found = {kind: [deal.amount for deal in made if deal.stage in stages] for kind, stages in kinds.items()}
    return {kind: (len(amounts), sum(amounts, Decimal(0))) for kind, amounts in found.items()}


def _deal(rng: random.Random, number: int) -> Deal:
    at = datetime.combine(FIRST, datetime.min.time()) + timedelta(days=rng.randrange(290), minutes=rng.randrange(1_400))
    steps = [(at, 0)]
    for stage in (1, 2, rng.choice((WON, LOST, LOST))):
        at += timedelta(days=rng.randrange(5, 35), minutes=rng.randrange(1, 600))
        if at.date() >= LAST:
            break
        steps.append((at, stage))
    is_closed = steps[-1][1] in (WON, LOST)
    due = steps[-1][0].date() if is_closed else LAST + timedelta(days=rng.randrange(2, 80))
    owner = 3 if is_closed and number % 10 == 0 else rng.randrange(3)
    return Deal(number, Decimal(rng.randrange(100_000, 250_000_000)) / 100, owner, due, tuple(steps))


GERMAN_STAGES = ("Erstgespräch", "Angebot verschickt", "Prüfung beim Kunden", "Gewonnen", "Verloren (kein Budget)")


def german(folder: Path, made: list[Deal]) -> None:
    """Deals and a log of their stages: semicolons, cp1252, two date formats in a column, k. A. for nothing."""
    people = ("Müller, Jörg", "Weiß, Änne", "Schäfer, Uwe", "k. A.")
    with (folder / "Verkaufschancen 2025.csv").open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Verkaufschance-Nr.", "Bezeichnung", "Kunde", "Angelegt am", "Volumen", "Wahrscheinlichkeit",
                         "Phase", "Zuständig", "Abschluss geplant", "Zuletzt geändert"])  # fmt: skip
        for deal in made:
            close = deal.close_date.strftime("%d.%m.%Y" if deal.number % 3 else "%Y-%m-%d")
            writer.writerow([
                f"{deal.number:06d}", f"Anlage für Größe {deal.number}", f"Kunde {deal.number % 40} & Söhne",
                deal.steps[0][0].strftime("%d.%m.%Y"), f"{_marked(deal.amount, '.', ',')} €",
                f"{CHANCES[deal.stage]} %", GERMAN_STAGES[deal.stage], people[deal.owner], close,
                deal.steps[-1][0].strftime("%d.%m.%Y %H:%M"),
            ])  # fmt: skip
    with (folder / "Phasenwechsel.csv").open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Nr.", "Wann", "Von", "Nach", "Bearbeiter"])
        for deal in made:
            for number, (at, stage) in enumerate(deal.steps):
                before = GERMAN_STAGES[deal.steps[number - 1][1]] if number else "k. A."
                written = at.strftime("%d.%m.%Y %H:%M" if deal.number % 2 else "%Y-%m-%d %H:%M")
                writer.writerow([f"{deal.number:06d}", written, before, GERMAN_STAGES[stage], people[deal.owner]])


JAPANESE_STAGES = ("ヒアリング", "提案中", "最終交渉", "受注", "失注")


def japanese(folder: Path, made: list[Deal]) -> None:
    """JSON lines: customers inside of deals, dates in characters, and a log with a line per changed field."""
    people = ("佐藤", "鈴木", "高橋", None)
    rows, log = [], []
    for deal in made:
        amount = f"¥{deal.amount:,.2f}" if deal.number % 2 else float(deal.amount)
        rows.append({
            "商談ID": deal.number, "件名": f"案件{deal.number}", "作成日時": _slashed(deal.steps[0][0]),
            "取引先": {"コード": f"C{deal.number % 30}", "名称": f"株式会社{deal.number % 30}"}, "金額": amount,
            "フェーズ": JAPANESE_STAGES[deal.stage], "担当者": people[deal.owner],
            "完了予定日": deal.close_date.strftime("%Y年%m月%d日"), "更新日時": _slashed(deal.steps[-1][0]),
        })  # fmt: skip
        for field, before, after, at in _changes(deal, amount):
            log.append({"商談": deal.number, "変更日時": _slashed(at), "項目": field, "旧": before, "新": after})
    for name, objects in (("商談.jsonl", rows), ("変更履歴.jsonl", log)):
        text = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in objects)
        (folder / name).write_text(text, encoding="utf-8")


def _changes(deal: Deal, amount: object) -> list[tuple[str, str | None, object, datetime]]:
    names = [None, *(JAPANESE_STAGES[stage] for _, stage in deal.steps)]
    stages = [("フェーズ", names[n], names[n + 1], at) for n, (at, _) in enumerate(deal.steps)]
    return [*stages, ("金額", None, amount, deal.steps[0][0])]


FRENCH_STAGES = ("Découverte", "Proposition envoyée", "Négociation", "Gagnée", "Perdue")


def french(folder: Path, made: list[Deal]) -> None:
    """A workbook, one row a deal and nothing of how it came there: day numbers, shares, amounts as text and number."""
    people = ("Hélène Lefèvre", "François Noël", "Zoé", None)
    book = openpyxl.Workbook()
    book.active.title = "Affaires"
    book.create_sheet("Lisez-moi").append(["Export du 3 novembre 2025"])
    header = [
        "Réf. affaire",
        "Intitulé",
        "Client",
        "Créée le",
        "Montant HT",
        "Chance",
        "Étape",
        "Responsable",
        "Clôture",
    ]
    book.active.append(header)
    for deal in made:
        amount = f"{_marked(deal.amount, chr(8239), ',')} €" if deal.number % 2 else float(deal.amount)
        book.active.append([
            deal.number, f"Affaire n° {deal.number}", f"Société {deal.number % 40}", _day(deal.steps[0][0].date()),
            amount, CHANCES[deal.stage] / 100, FRENCH_STAGES[deal.stage], people[deal.owner], _day(deal.close_date),
        ])  # fmt: skip
        book.active.cell(book.active.max_row, 6).number_format = "0%" if deal.number % 3 else "General"
    book.save(folder / "affaires.xlsx")


def _marked(amount: Decimal, thousands: str, decimal: str) -> str:
    return f"{amount:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)


def _slashed(at: datetime) -> str:
    return at.strftime("%Y/%m/%d %H:%M")


def _day(day: date) -> int:
    return (day - date(1899, 12, 30)).days
