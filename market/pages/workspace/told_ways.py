"""What a helper tells of goods leads buyers past nobody: no number or link of hers in words that they read."""

from market.catalog.product import Product
from market.catalog.variant import VariantFacts
from market.pages.workspace.goods_forms import FACT_FIELDS, ProductFields
from market.people.access import Actor
from market.people.facts.group_facts import refuse_ways

WORDS = ("name", "description", "composition", "storage")


def refuse_product_ways(by: Actor, form: ProductFields, was: Product | None = None) -> None:
    refuse_ways(by, **{word: (getattr(was, word) if was else "", getattr(form, word)) for word in WORDS})


def refuse_variant_ways(by: Actor, told: VariantFacts, was: VariantFacts | None = None) -> None:
    before = was.texts() if was else {}
    texts = {FACT_FIELDS.get(fact, fact): (before.get(fact, ""), text) for fact, text in told.texts().items()}
    refuse_ways(by, **texts)
