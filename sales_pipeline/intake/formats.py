"""How a file writes things down: encoding, delimiter, dates, numbers, words. Part of the grammar of a mapping."""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator


class Rule(BaseModel):
    """Base of everything a mapping can say."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_PATTERN = re.compile(r"(?:[^%]|%-?[dHIjmMSy]|%[aAbBfgpYzZ%])*%(?:[^%]|%-?[dHIjmMSy]|%[aAbBfgpYzZ%])*")

_NAMED = ("iso", "excel", "epoch")
_IN_NAMES = {"%Y": r"\d{4}", "%b": "[^\\W\\d_]{3}", "%B": r"[^\W\d_]+", "%j": r"\d{3}"} | dict.fromkeys(
    ("%y", "%m", "%d", "%H", "%M", "%S"), r"\d{2}"
)


def _date_formats(given: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in given:
        if pattern not in _NAMED and not _PATTERN.fullmatch(pattern):
            raise ValueError(f"{pattern!r} is no date format; use iso, excel, epoch or one such as %d.%m.%Y %H:%M")
    return given


def _file_dates(given: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in given:
        if not _PATTERN.fullmatch(pattern) or not name_pattern(pattern):
            raise ValueError(f"{pattern!r} is no date in a name; use a pattern such as %Y-%m-%d or deals_%d%b%Y")
    return given


def name_pattern(pattern: str) -> re.Pattern[str] | None:
    """What a date of this pattern looks like in a file's name; None for parts that no name holds."""
    parts = re.split(r"(%.)", pattern)
    if any(part.startswith("%") and part not in _IN_NAMES for part in parts):
        return None
    return re.compile(r"(?<!\d)" + "".join(_IN_NAMES.get(part, re.escape(part)) for part in parts) + r"(?!\d)")


def _shape(given: str) -> str:
    try:
        pc.match_substring_regex(pa.array([""]), given)  # of the kind DuckDB reads
    except pa.ArrowInvalid as error:
        raise ValueError(f"{given!r} is no regular expression such as 005[0-9A-Za-z]{{12}}") from error
    return given


Shape = Annotated[str, AfterValidator(_shape)]
FileDates = Annotated[tuple[str, ...], AfterValidator(_file_dates)]
DateFormats = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_date_formats)]


class Formats(Rule):
    """How a file writes things down."""

    encoding: str = Field("utf-8", description="utf-8 (with or without mark), utf-16, cp1252 …")
    delimiter: str = Field(",", description="Character between columns, or `tab`")
    sheet: str = Field("", description="Sheet of a workbook; needed where several are filled")
    dates: DateFormats = Field(("iso",), description="Tried in order: iso, excel, epoch, or a pattern such as %d.%m.%Y")
    time_zone: str = Field("company", description="Zone of instants that carry none; a date alone is company time")
    decimal: Literal[".", ","] = Field(".", description="Decimal mark")
    thousands: Literal[",", ".", "'", "’", " ", ""] = Field(",", description="Mark between thousands; blank for none")
    no_value: tuple[str, ...] = Field((), description="Words that mean: not known")
    yes: tuple[str, ...] = Field(("true", "yes", "y", "1"), description="Words that mean true, in any case")
    no: tuple[str, ...] = Field(("false", "no", "n", "0"), description="Words that mean false, in any case")

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError as error:
            raise ValueError(f"{value!r} is not an encoding; use utf-8, utf-16 or cp1252") from error
        return value

    @field_validator("delimiter")
    @classmethod
    def _mark(cls, value: str) -> str:
        mark = "\t" if value == "tab" else value
        if len(mark) != 1 or mark.isalnum() or mark in "\"'\r\n ":
            raise ValueError(f"{value!r} cannot part columns; use a comma, ';', '|' or tab")
        return mark

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            return value if value == "company" else ZoneInfo(value).key
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Europe/Berlin, nor `company`") from error

    @model_validator(mode="after")
    def _marks_differ(self) -> "Formats":
        if self.decimal == self.thousands:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}; set the other one too")
        return self
