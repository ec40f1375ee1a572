"""What the sample company sells, and how a deal's amount splits into line items."""

from dataclasses import dataclass

from sales_pipeline.sample.draws import Draws, Weighted


@dataclass(frozen=True)
class Product:
    """A row of Product2.csv; the price is for one unit and year, in cents."""

    id: str
    name: str
    family: str
    price: int


PRODUCTS = (
    Product("01tFH0000000001", "Demand Planner", "Planning", 2_400_00),
    Product("01tFH0000000002", "Inventory Planner", "Planning", 1_800_00),
    Product("01tFH0000000003", "Warehouse Control", "Execution", 3_600_00),
    Product("01tFH0000000004", "Yard Scheduler", "Execution", 1_200_00),
    Product("01tFH0000000005", "Supply Insight", "Insight", 900_00),
    Product("01tFH0000000006", "Carbon Ledger", "Insight", 1_500_00),
)
_MAIN = Weighted(dict(zip(PRODUCTS, (26, 17, 24, 11, 14, 8), strict=True)))
_LINE_COUNT = Weighted({1: 45, 2: 38, 3: 17})


@dataclass(frozen=True)
class Line:
    """A row of OpportunityLineItem.csv, in cents of the deal's currency."""

    product: Product
    quantity: int
    total: int


def lines(amount: int, draws: Draws) -> tuple[Line, ...]:
    """Line items that add to the amount; the first is the largest."""
    products = [_MAIN.draw(draws)]
    while len(products) < _LINE_COUNT.draw(draws):
        other = _MAIN.draw(draws)
        if other not in products:
            products.append(other)
    rest = [amount * draws.between(12, 24) // 100 // 100 * 100 for _ in products[1:]]
    totals = [amount - sum(rest), *rest]
    return tuple(_line(product, total) for product, total in zip(products, totals, strict=True))


def _line(product: Product, total: int) -> Line:
    return Line(product, max(1, total // product.price), total)
