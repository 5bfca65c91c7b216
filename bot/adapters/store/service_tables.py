"""The tables of help services and geography. Public facts only: no column here can hold anything about a person.

A MetaData of their own, so that the rule «no column for names, phones, addresses» stays whole for the other tables.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, MetaData, SmallInteger, String, Table, Text

from bot.adapters.store.tables import metadata as conversation_metadata

metadata = MetaData(naming_convention=conversation_metadata.naming_convention)


def _service_id() -> Column[str]:
    """A reference that goes when the service goes."""
    return Column("service_id", String(64), ForeignKey("help_services.id", ondelete="CASCADE"), primary_key=True)


kommuner = Table(
    "kommuner",
    metadata,
    Column("number", String(4), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("fylke_number", String(2), nullable=False, index=True),
    Column("fylke_name", String(64), nullable=False),
    Column("website", String(255)),
)

postnummer = Table(
    "postnummer",
    metadata,
    Column("number", String(4), primary_key=True),
    Column("town", String(64), nullable=False),
    Column("kommune_number", String(4), ForeignKey("kommuner.number", ondelete="CASCADE"), nullable=False),
)

bydeler = Table(
    "bydeler",
    metadata,
    Column("kommune_number", String(4), ForeignKey("kommuner.number", ondelete="CASCADE"), primary_key=True),
    Column("number", String(4), primary_key=True),
    Column("name", String(64), nullable=False),
)

help_services = Table(
    "help_services",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(160), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("needs", JSON, nullable=False),
    Column("status", String(16), nullable=False),
    Column("confidence", String(8), nullable=False),
    Column("host_kommune", String(4)),  # not a reference: it stays when a kommune is merged away
    Column("description", JSON, nullable=False),
    Column("target_group", JSON(none_as_null=True)),
    Column("age_from", SmallInteger),
    Column("age_to", SmallInteger),
    Column("phone", String(32)),
    Column("sms", String(32)),
    Column("chat_url", Text),
    Column("url", Text),
    Column("address", String(255)),
    Column("reached_by", JSON(none_as_null=True)),  # NULL: no source says
    Column("referral_needed", Boolean),
    Column("anonymous", Boolean),
    Column("cost", String(16)),
    Column("always_open", Boolean, nullable=False),
    Column("hours_text", JSON(none_as_null=True)),
    Column("notices", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("source_date", String(10)),  # a year, a month or a day: as much as the source says
    Column("is_draft", Boolean, nullable=False),
)

help_service_areas = Table(
    "help_service_areas",
    metadata,
    _service_id(),
    Column("kind", String(8), primary_key=True),  # kommune, fylke or bydel; a service without any area is national
    Column("area", String(64), primary_key=True, index=True),
)

help_service_hours = Table(
    "help_service_hours",
    metadata,
    _service_id(),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("way", String(16)),  # NULL: the whole service
    Column("days", String(8), nullable=False),  # digits: Monday 0 to Sunday 6, public holidays 7
    Column("starts", SmallInteger, nullable=False),  # minutes of the day; an end beyond 1440 is in the next day
    Column("ends", SmallInteger, nullable=False),
    Column("is_sure", Boolean, nullable=False),
    Column("on_holidays", String(16), nullable=False),
)
