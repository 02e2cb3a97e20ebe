"""Which certificates cover which products."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.product import Product
from market.kernel.among import among
from market.kernel.record import Record, table
from market.people.certificate import LABELS, Certificate, CertificateKind, holds_on


class ProductCertificate(Record, table=True):
    """A certificate of the group that covers this product."""

    __tablename__ = "product_certificate"
    __table_args__ = (sa.UniqueConstraint("product_id", "certificate_id"),)

    product_id: int = Field(foreign_key="product.id", index=True)
    certificate_id: int = Field(foreign_key="certificate.id", index=True)


def cover(db: Session, product: Product, certificate_ids: Sequence[int]) -> None:
    """Says which of the group's own certificates cover a product."""
    links, papers = table(ProductCertificate), table(Certificate)
    own = sa.select(papers.c.id).where(
        papers.c.group_id == product.group_id, papers.c.ended_at.is_(None), papers.c.id.in_(certificate_ids)
    )
    keep = list(db.scalars(own))
    db.execute(sa.delete(links).where(links.c.product_id == product.key))
    for key in keep:
        db.execute(sa.insert(links).values(product_id=product.key, certificate_id=key))


COVERING = (
    sa.select(Certificate)
    .join(ProductCertificate, table(ProductCertificate).c.certificate_id == table(Certificate).c.id)
    .where(table(ProductCertificate).c.product_id == sa.bindparam("product"), table(Certificate).c.ended_at.is_(None))
    .order_by(table(Certificate).c.id)
)


def covering(db: Session, product_id: int) -> list[Certificate]:
    """The certificates of one product that still stand."""
    return list(db.scalars(COVERING, {"product": product_id}))


LINKS, PAPERS, PRODUCTS = table(ProductCertificate), table(Certificate), table(Product)
BY_SLUG = (
    sa.select(PRODUCTS.c.slug, PAPERS.c.kind, PAPERS.c.number)
    .select_from(
        LINKS.join(PAPERS, PAPERS.c.id == LINKS.c.certificate_id).join(PRODUCTS, PRODUCTS.c.id == LINKS.c.product_id)
    )
    .where(PAPERS.c.ended_at.is_(None), PRODUCTS.c.slug.in_(sa.bindparam("slugs", expanding=True)))
)


AMONG = (
    sa.select(PAPERS.c.kind, sa.func.count(sa.distinct(LINKS.c.product_id)).label("goods"))
    .select_from(LINKS.join(PAPERS, PAPERS.c.id == LINKS.c.certificate_id))
    .where(among(LINKS.c.product_id, "ids"))
    .where(holds_on(PAPERS, sa.bindparam("today", type_=sa.Date)))
    .group_by(PAPERS.c.kind)
)


def certified_among(db: Session, ids: Sequence[int], today: date) -> dict[CertificateKind, int]:
    """How many of these products have a certificate of each kind that still holds."""
    rows = db.connection().execute(AMONG, {"ids": ids, "today": today}) if ids else ()
    return {CertificateKind(row.kind): int(row.goods) for row in rows}


def certificates_of(db: Session, slugs: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Kind and number by product slug, for the snapshot of an order line."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in db.connection().execute(BY_SLUG, {"slugs": list(slugs)}):
        found.setdefault(row.slug, []).append({"kind": LABELS[CertificateKind(row.kind)], "number": row.number})
    return found
