"""Fills that shop: `python -m bench.oscar.filling PRODUCTS`, of twenty sellers in five categories, enough of each."""

import random
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

KINDS = ("Kerupuk", "Abon", "Sambal", "Ikan asap", "Batik")
OF = ("tenggiri", "cakalang", "udang", "rica", "tongkol")


@transaction.atomic
def fill(products: int) -> None:
    random.seed(1)
    get_model("address", "Country").objects.create(
        iso_3166_1_a2="ID", iso_3166_1_a3="IDN", printable_name="Indonesia", name="Indonesia", is_shipping_country=True
    )
    kind = get_model("catalogue", "ProductClass").objects.create(name="barang", track_stock=True)
    categories = [get_model("catalogue", "Category").add_root(name=name) for name in KINDS]
    sellers = [get_model("partner", "Partner").objects.create(name=f"Kelompok {n}") for n in range(20)]
    for n in range(products):
        which = n % len(KINDS)
        product = get_model("catalogue", "Product").objects.create(
            structure="standalone", title=f"{KINDS[which]} {random.choice(OF)} {n}", upc=f"B-{n}", product_class=kind,
            description="Dibuat di Bitung oleh kelompok nelayan. " * 5,
        )  # fmt: skip
        get_model("catalogue", "ProductCategory").objects.create(product=product, category=categories[which])
        get_model("partner", "StockRecord").objects.create(
            product=product, partner=random.choice(sellers), partner_sku=f"S-{n}", price_currency="IDR",
            price=random.randrange(5, 90) * 1000, num_in_stock=1_000_000,
        )  # fmt: skip


if __name__ == "__main__":
    call_command("migrate", verbosity=0, skip_checks=True)
    fill(int(sys.argv[1]))
    call_command("rebuild_index", interactive=False, verbosity=0)
