"""Where the sample's customers and sellers are: territories, their towns and the names people have there.

Names are invented by combining given and family names of a place; no combination is a famous person's.
"""

from dataclasses import dataclass


_EURO = ("Ireland", "Germany", "Austria", "Switzerland", "France", "Netherlands", "Belgium")


@dataclass(frozen=True)
class Place:
    """A town as accounts carry it."""

    country: str
    state: str
    city: str

    @property
    def currency(self) -> str:
        """What customers there are billed in."""
        return "GBP" if self.country == "United Kingdom" else "EUR" if self.country in _EURO else "USD"


@dataclass(frozen=True)
class Territory:
    """Accounts that one group of seats sells to.

    `share` is its part of all accounts in 1000, `weight` its part of what is sold; `works_from` is the minute
    of the UTC day at which its people start.
    """

    id: str
    name: str
    share: int
    weight: int
    seats: int
    works_from: int
    places: tuple[Place, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]

    def seats_at_start(self, opportunities: int) -> int:
        """One more set of seats for every 20,000 opportunities, at most twelve more."""
        return self.seats * (1 + min(12, opportunities // 20_000))


def _places(country: str, text: str) -> tuple[Place, ...]:
    pairs = (part.split() for part in text.split(","))
    return tuple(Place(country, state.replace("_", " "), city.replace("_", " ")) for city, state in pairs)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


_AMERICAN = _words(
    "Dana Malik Renee Terrence Paloma Curtis Imani Wesley Priya Garrett Lucia Desmond Hollis Marisol Trent Keiko"
)
_AMERICAN_FAMILY = _words(
    "Okonjo Whitlock Brandvold Castellanos Pruitt Achterberg Delacruz Venkatesan Thorne Yamaguchi "
    "Kowalczyk Larkspur Nwosu Stavros Quintero Hathaway Bellweather Tran-Hollis Ferreira Ostrowski Madaki Lindqvist "
    "Abernathy Villaseñor Cho-Ramsey Duquesne"
)

TERRITORIES = (
    Territory(
        "us-east", "US East", 105, 105, 2, 13 * 60,
        _places("United States", "Boston MA, Hartford CT, Albany NY, Newark NJ, Pittsburgh PA, Baltimore MD"),
        _AMERICAN, _AMERICAN_FAMILY,
    ),
    Territory(
        "us-southeast", "US Southeast", 100, 100, 2, 13 * 60,
        _places("United States", "Atlanta GA, Charlotte NC, Tampa FL, Nashville TN, Savannah GA, Raleigh NC"),
        _AMERICAN, _AMERICAN_FAMILY,
    ),
    Territory(
        "us-central", "US Central", 125, 125, 3, 14 * 60,
        _places("United States", "Chicago IL, Columbus OH, Dallas TX, Omaha NE, Minneapolis MN, Kansas_City MO"),
        _AMERICAN, _AMERICAN_FAMILY,
    ),
    Territory(
        "us-west", "US West", 135, 135, 3, 15 * 60,
        _places("United States", "Seattle WA, Portland OR, Oakland CA, Phoenix AZ, Denver CO, Reno NV")
        + _places("Canada", "Vancouver British_Columbia, Calgary Alberta"),
        _AMERICAN, _AMERICAN_FAMILY,
    ),
    Territory(
        "uki", "UK and Ireland", 140, 140, 3, 8 * 60,
        _places("United Kingdom", "Leeds England, Bristol England, Manchester England, Cardiff Wales, Dundee Scotland")
        + _places("Ireland", "Galway Connacht, Cork Munster"),
        _words("Nia Callum Aoife Rupert Fiona Idris Shreya Declan Maeve Tobias Zainab Gethin"),
        _words("Pemberley Achebe Gallagher-Rowe Llewelyn Okafor Sutcliffe MacInnes Brennock Chaudhry Wexcombe"),
    ),
    Territory(
        "dach", "Germany, Austria, Switzerland", 145, 145, 3, 7 * 60,
        _places("Germany", "Bremen Bremen, Leipzig Sachsen, Stuttgart Baden-Württemberg, Nürnberg Bayern")
        + _places("Austria", "Graz Steiermark, Linz Oberösterreich")
        + _places("Switzerland", "Winterthur Zürich, Basel Basel-Stadt"),
        _words("Jürgen Annika Emre Saskia Matthias Lieselotte Yusuf Ronja Florian Katrin Aylin Detlef"),
        _words("Brömmel Hasenkamp Yıldıran Oberhauser Stöckli Wendelin Krautwald Niedermoser Achtermann Zollinger"),
    ),
    Territory(
        "france-benelux", "France and Benelux", 85, 85, 2, 7 * 60,
        _places("France", "Lyon Auvergne-Rhône-Alpes, Nantes Pays-de-la-Loire, Toulouse Occitanie")
        + _places("Netherlands", "Utrecht Utrecht, Eindhoven Noord-Brabant")
        + _places("Belgium", "Gent Oost-Vlaanderen, Liège Wallonie"),
        _words("Solène Bastiaan Amadou Clémence Thibault Femke Ousmane Noémie Joris Yasmina"),
        _words("Vercauteren Delmarche Traoré-Petit Van_Houtebeen Lacombière Boumedil Roosendaal Quesnel Diarrassou"),
    ),
    Territory(
        "mea", "Middle East and Africa", 55, 55, 2, 6 * 60,
        _places("United Arab Emirates", "Sharjah Sharjah, Dubai Dubai")
        + _places("South Africa", "Durban KwaZulu-Natal, Gqeberha Eastern_Cape")
        + _places("Kenya", "Nakuru Nakuru, Mombasa Mombasa"),
        _words("Farouk Thandeka Leila Wanjiru Samir Nomvula Kwabena Hadiya"),
        _words("Al-Masoudi Dlomo Kipruto-Mwangi Haddadin Mokoena Sefrioui Otieno-Barasa Zwane"),
    ),
    Territory(
        "anz", "Australia and New Zealand", 55, 55, 2, 0,
        _places("Australia", "Brisbane Queensland, Adelaide South_Australia, Newcastle New_South_Wales, Hobart Tasmania")
        + _places("New Zealand", "Wellington Wellington, Hamilton Waikato"),
        _words("Aroha Lachlan Mereana Bronwyn Vikram Tamsin Wiremu Darcy"),
        _words("Tamahori-Reid Kellerby Ngata-Hughes Penhallow Raghunathan Ashgrove Whitmarsh Tuala"),
    ),
    Territory(
        "asia", "Asia", 55, 55, 2, 1 * 60,
        _places("Singapore", "Singapore Singapore")
        + _places("Japan", "Nagoya Aichi, Sendai Miyagi")
        + _places("India", "Pune Maharashtra, Kochi Kerala")
        + _places("South Korea", "Daegu Daegu"),
        _words("Haruka Rajan Mei-Ling Minjun Anjali Takumi Siti Jia-Wei"),
        _words("Morinaga Subramanyam Teo-Lim Baekhan Kurup Fujisawa Hartono Chonglin"),
    ),
)
