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


def words(text: str) -> tuple[str, ...]:
    """The words of a text; an underscore stands for a space within one."""
    return tuple(word.replace("_", " ") for word in text.split())


_AMERICAN = words(
    "Dana Malik Renee Terrence Paloma Curtis Imani Wesley Priya Garrett Lucia Desmond Hollis Marisol Trent Keiko "
    "Odette Ramon Talia Quincy Beatriz Anders Nkechi Wendell Yesenia Clifton Mirella Dashiell Suri Porter Ximena Elroy"
)
_AMERICAN_FAMILY = words(
    "Okonjo Whitlock Brandvold Castellanos Pruitt Achterberg Delacruz Venkatarao Thorne Yamaguchi "
    "Kowalczyk Larkspur Nwosu Stavros Quintero Hathaway Bellweather Tran-Hollis Ferreira Ostrowski Madaki Lindqvist "
    "Abernathy Villaseñor Cho-Ramsey Duquesne"
)

TERRITORIES = (
    Territory(
        id="us-east",
        name="US East",
        share=105,
        weight=103,
        seats=2,
        works_from=13 * 60,
        places=_places("United States", "Boston MA, Hartford CT, Albany NY, Newark NJ, Pittsburgh PA, Baltimore MD"),
        given=_AMERICAN,
        family=_AMERICAN_FAMILY,
    ),
    Territory(
        id="us-southeast",
        name="US Southeast",
        share=100,
        weight=92,
        seats=2,
        works_from=13 * 60,
        places=_places("United States", "Atlanta GA, Charlotte NC, Tampa FL, Nashville TN, Savannah GA, Raleigh NC"),
        given=_AMERICAN,
        family=_AMERICAN_FAMILY,
    ),
    Territory(
        id="us-central",
        name="US Central",
        share=125,
        weight=120,
        seats=3,
        works_from=14 * 60,
        places=_places("United States", "Chicago IL, Columbus OH, Dallas TX, Omaha NE, Minneapolis MN, Kansas_City MO"),
        given=_AMERICAN,
        family=_AMERICAN_FAMILY,
    ),
    Territory(
        id="us-west",
        name="US West",
        share=135,
        weight=135,
        seats=3,
        works_from=15 * 60,
        places=_places("United States", "Seattle WA, Portland OR, Oakland CA, Phoenix AZ, Denver CO, Reno NV")
        + _places("Canada", "Vancouver British_Columbia, Calgary Alberta"),
        given=_AMERICAN,
        family=_AMERICAN_FAMILY,
    ),
    Territory(
        id="uki",
        name="UK and Ireland",
        share=140,
        weight=157,
        seats=3,
        works_from=8 * 60,
        places=_places(
            "United Kingdom", "Leeds England, Bristol England, Manchester England, Cardiff Wales, Dundee Scotland"
        )
        + _places("Ireland", "Galway Connacht, Cork Munster"),
        given=words("Nia Callum Aoife Rupert Fiona Idris Shreya Declan Maeve Tobias Zainab Gethin"),
        family=words("Pemberley Achebe Gallagher-Rowe Llewelyn Okafor Sutcliffe MacInnes Brennock Chaudhry Wexcombe"),
    ),
    Territory(
        id="dach",
        name="Germany, Austria, Switzerland",
        share=145,
        weight=146,
        seats=3,
        works_from=7 * 60,
        places=_places("Germany", "Bremen Bremen, Leipzig Sachsen, Stuttgart Baden-Württemberg, Nürnberg Bayern")
        + _places("Austria", "Graz Steiermark, Linz Oberösterreich")
        + _places("Switzerland", "Winterthur Zürich, Basel Basel-Stadt"),
        given=words("Jürgen Annika Emre Saskia Matthias Lieselotte Yusuf Ronja Florian Katrin Aylin Detlef"),
        family=words(
            "Brömmel Hasenkamp Yıldıran Oberhauser Stöckli Wendelin Krautwald Niedermoser Achtermann Zollinger"
        ),
    ),
    Territory(
        id="france-benelux",
        name="France and Benelux",
        share=85,
        weight=90,
        seats=2,
        works_from=7 * 60,
        places=_places("France", "Lyon Auvergne-Rhône-Alpes, Nantes Pays-de-la-Loire, Toulouse Occitanie")
        + _places("Netherlands", "Utrecht Utrecht, Eindhoven Noord-Brabant")
        + _places("Belgium", "Gent Oost-Vlaanderen, Liège Wallonie"),
        given=words("Solène Bastiaan Amadou Clémence Thibault Femke Ousmane Noémie Joris Yasmina"),
        family=words(
            "Vercauteren Delmarche Traoré-Petit Van_Houtebeen Lacombière Boumedil Roosendaal Quesnel Diarrassou"
        ),
    ),
    Territory(
        id="mea",
        name="Middle East and Africa",
        share=55,
        weight=54,
        seats=2,
        works_from=6 * 60,
        places=_places("United Arab Emirates", "Sharjah Sharjah, Dubai Dubai")
        + _places("South Africa", "Durban KwaZulu-Natal, Gqeberha Eastern_Cape")
        + _places("Kenya", "Nakuru Nakuru, Mombasa Mombasa"),
        given=words("Farouk Thandeka Leila Wanjiru Samir Nomvula Kwabena Hadiya"),
        family=words("Al-Masoudi Dlomo Kipruto-Mwangi Haddadin Mokoena Sefrioui Otieno-Barasa Zwane"),
    ),
    Territory(
        id="anz",
        name="Australia and New Zealand",
        share=55,
        weight=52,
        seats=2,
        works_from=0,
        places=_places(
            "Australia", "Brisbane Queensland, Adelaide South_Australia, Hobart Tasmania, Perth Western_Australia"
        )
        + _places("New Zealand", "Wellington Wellington, Hamilton Waikato"),
        given=words("Aroha Lachlan Mereana Bronwyn Vikram Tamsin Wiremu Darcy"),
        family=words("Tamahori-Reid Kellerby Ngata-Hughes Penhallow Raghunathan Ashgrove Whitmarsh Tuala"),
    ),
    Territory(
        id="asia",
        name="Asia",
        share=55,
        weight=51,
        seats=2,
        works_from=1 * 60,
        places=_places("Singapore", "Singapore Singapore")
        + _places("Japan", "Nagoya Aichi, Sendai Miyagi")
        + _places("India", "Pune Maharashtra, Kochi Kerala")
        + _places("South Korea", "Daegu Daegu"),
        given=words("Haruka Rajan Mei-Ling Minjun Anjali Takumi Siti Jia-Wei"),
        family=words("Morinaga Subramanyam Teo-Lim Baekhan Kurup Fujisawa Hartono Chonglin"),
    ),
)
