"""What a group sends of a product and its variants. Fields as docs/contract.md has them."""

from typing import Annotated

from pydantic import Field

from market.catalog.variant import FACTS, MOST_SHELF_LIFE, VariantFacts
from market.pages.workspace.forms import Price, Sku
from market.web.forms import Day, Days, Form, Grams, Key, Name, Text

ShelfLife = Annotated[Days, Field(ge=0, le=MOST_SHELF_LIFE)]


class ProductFields(Form):
    """What is told of a product. Fields as docs/contract.md has them."""

    name: Name
    category: Annotated[str, Field(max_length=60)]
    description: Text = ""
    composition: Annotated[str, Field(max_length=500)] = ""
    storage: Annotated[str, Field(max_length=300)] = ""
    made_to_order: bool = False
    lead_days: Annotated[Days, Field(ge=0, le=365)] = 0


class VariantFields(Form):
    """What is told of a variant, each fact in the field of its name; its name in `variant`."""

    price: Price
    unit: Annotated[str, Field(min_length=1, max_length=20)] = "bungkus"
    weight_g: Grams
    net_weight_g: Grams | None = None
    shelf_life_days: ShelfLife | None = None
    variant: Annotated[str, Field(max_length=60)] = ""

    @property
    def facts(self) -> VariantFacts:
        return VariantFacts(**{fact: getattr(self, FACT_FIELDS.get(fact, fact)) for fact in FACTS})


FACT_FIELDS = {"name": "variant"}  # facts whose field has another name


class ProductForm(VariantFields, ProductFields):
    """A product with its first variant; `quantity` and `best_before` are of its first lot."""

    quantity: Annotated[int, Field(ge=0, le=9999)] = 0
    best_before: Day | None = None


class EditProduct(ProductFields):
    version: Key
    certificates: list[Key] = []


class VariantForm(VariantFields):
    """`version` of the product as its page was drawn; a script need not know it."""

    sku: Sku = ""
    version: Key | None = None
