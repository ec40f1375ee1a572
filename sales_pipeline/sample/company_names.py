"""Names of customers, put together from syllables, and the trades they are in. All invented."""

from sales_pipeline.sample.places import Place, words

TRADES = (
    ("Food and Beverage", ("Foods", "Dairies", "Mills", "Beverages")),
    ("Retail", ("Stores", "Outfitters", "Markets", "Home")),
    ("Transport and Logistics", ("Freight", "Shipping", "Haulage", "Logistics")),
    ("Manufacturing", ("Works", "Tooling", "Components", "Castings")),
    ("Chemicals", ("Chemicals", "Coatings", "Polymers", "Resins")),
    ("Healthcare", ("Health", "Devices", "Pharma", "Diagnostics")),
    ("Energy", ("Energy", "Solar", "Grid", "Turbines")),
    ("Electronics", ("Electronics", "Sensors", "Optics", "Controls")),
)
_HEADS = words(
    "Alder Bracken Calder Dorn Elster Farrow Gorse Hallow Ister Juniper Kelda Larch Marram Nettle Orrin Pell "
    "Quern Rowan Sedge Tansy Ullin Vetch Withy Yarrow Zephan Brindle Cormor Dunlin Fenwick Garnet Heron Lomond"
)
_TAILS = words(
    "by dale fell ford garth holm hurst ley mere mont moor rick row shaw stead sund tarn thorpe vale wick worth "
    "bach berg dorf feld hagen lund ness strand torp vik mark"
)
_FORMS = {
    "United States": ", Inc",
    "Canada": ", Inc",
    "United Kingdom": " Ltd",
    "Germany": " GmbH",
    "France": " SA",
    "Netherlands": " BV",
}
_STEP = 377  # shares no factor with the number of names, so that each is visited once before any comes again


def stem(number: int) -> str:
    """The first part of the name of account `number`."""
    names = len(_HEADS) * len(_TAILS)
    head, tail = divmod(number * _STEP % names, len(_TAILS))
    turn = number // names
    return _HEADS[head] + _TAILS[tail] + (f" {turn + 1}" if turn else "")


def company_name(number: int, trade: str, place: Place) -> str:
    """`Alderby Foods, Inc`, with the legal form of the country."""
    return f"{stem(number)} {trade}{_FORMS.get(place.country, '')}"
