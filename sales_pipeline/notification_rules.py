"""How people are told, as settings: through which channel by kind and role, not in whose quiet hours, and what of the
final forecast each role receives.

Addresses of channels hold passwords, so they stand in the environment; company.yaml names only the variable.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal[
    "representative", "manager", "regional_vp", "cro", "finance", "sales_operations", "sales_analyst", "marketing",
    "product", "customer_success",
]  # fmt: skip
Kind = Literal[
    "assigned", "due_soon", "late", "blocked", "unblocked", "escalation", "approval_wanted", "milestone", "completion",
    "start", "final",
]  # fmt: skip
# the channel that is always there: a page a person under outputs/<week>/messages
FILES = "files"
# what a role may see when nothing is said: everything
EVERYTHING = "everything"
ChannelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_SUMMARY = ("forecast_summary", "forecast_presentation", "variance_analysis")


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Channel(_Rules):
    """A way to people besides the pages: its address, as apprise writes it, in a variable of the environment."""

    url_env: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", description="Environment variable that holds the address")


class NotificationRules(_Rules):
    """How people are told."""

    channel: ChannelName = Field(FILES, description="Channel where no other is named; files = outputs/<week>/messages")
    channels: dict[ChannelName, Channel] = Field({}, description="Channels by name, each with its url_env")
    by_role: dict[Role, ChannelName] = Field({}, description="Channel by role")
    by_kind: dict[Kind, ChannelName] = Field({}, description="Channel by kind of notification, before that of the role")
    quiet_from_hour: int = Field(
        20, ge=0, le=23, description="Hour from which nothing is sent, on the person's own clock, else the company's"
    )
    quiet_until_hour: int = Field(7, ge=0, le=23, description="Hour until which that holds; the same hour: never quiet")
    quiet_weekends: bool = Field(True, description="Saturdays and Sundays are quiet")
    due_soon_hours: int = Field(4, ge=0, le=168, description="Hours before it is due at which a task is called to mind")
    try_count: int = Field(5, ge=1, le=50, description="Tries before a message is given up and operations are told")
    retry_minutes: int = Field(
        5, ge=1, le=1440, description="Minutes until the second try; each wait is twice the last"
    )
    forget_days: int = Field(7, ge=1, le=366, description="Days after which what nobody was told is not told any more")
    documents: dict[Role, tuple[str, ...]] = Field(
        {
            "cro": (EVERYTHING,), "finance": (EVERYTHING,), "regional_vp": _SUMMARY, "manager": _SUMMARY,
            "sales_operations": _SUMMARY,
        },
        description="Documents of the final forecast by role: asset keys, or everything; others receive none",
    )  # fmt: skip

    def __hash__(self) -> int:
        # settings are keys of what was made from them, and what is named by role or kind is a dict
        return hash(self.model_dump_json())

    @model_validator(mode="after")
    def _channels_are_known(self) -> Self:
        for where, name in self._named():
            if name != FILES and name not in self.channels:
                raise ValueError(f"{where} names channel {name!r}, which is not under channels")
        if FILES in self.channels:
            raise ValueError("channels has files, which is there by itself")
        return self

    def _named(self) -> Iterator[tuple[str, str]]:
        yield "channel", self.channel
        yield from ((f"by_role.{role}", name) for role, name in self.by_role.items())
        yield from ((f"by_kind.{kind}", name) for kind, name in self.by_kind.items())
