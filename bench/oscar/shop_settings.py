"""Settings of a shop of django-oscar: its default parts, SQLite with a write-ahead log, Whoosh for search."""

import os
from pathlib import Path

from oscar.defaults import *  # noqa: F403

HERE = Path(os.environ["OSCAR_FOLDER"])
SECRET_KEY, DEBUG, ALLOWED_HOSTS, SITE_ID = "for measuring alone", False, ["127.0.0.1"], 1
ROOT_URLCONF, TIME_ZONE, USE_TZ, LANGUAGE_CODE = "bench.oscar.shop_urls", "Asia/Makassar", True, "en"
STATIC_URL, MEDIA_URL, MEDIA_ROOT = "/static/", "/media/", str(HERE / "media")
DEFAULT_AUTO_FIELD, LOGGING_CONFIG = "django.db.models.AutoField", None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "oscar.db",
        "ATOMIC_REQUESTS": True, "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
}  # fmt: skip
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(HERE / "whoosh")}
}
OSCAR_ALLOW_ANON_CHECKOUT, OSCAR_DEFAULT_CURRENCY, OSCAR_INITIAL_ORDER_STATUS = True, "IDR", "Pending"
DJANGO = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "flatpages")
ROOMS = (
    "analytics", "checkout", "address", "shipping", "catalogue", "catalogue.reviews", "communication", "partner",
    "basket", "payment", "offer", "order", "customer", "search", "voucher", "wishlists", "dashboard",
)  # fmt: skip
DASHBOARD = (
    "reports", "users", "orders", "catalogue", "offers", "partners", "pages", "ranges", "reviews", "vouchers",
    "communications", "shipping",
)  # fmt: skip


def room(name: str) -> str:
    """`catalogue.reviews` is of CatalogueReviews, `dashboard.reviews` of ReviewsDashboard."""
    parts = name.split(".")
    called = "".join(part.title() for part in (reversed(parts) if parts[0] == "dashboard" else parts))
    return f"oscar.apps.{name}.apps.{called}Config"


INSTALLED_APPS = [
    *(f"django.contrib.{name}" for name in DJANGO), "oscar.config.Shop", *(room(name) for name in ROOMS),
    *(room(f"dashboard.{name}") for name in DASHBOARD),
    "widget_tweaks", "haystack", "treebeard", "django_tables2", "sorl.thumbnail",
]  # fmt: skip
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware", "oscar.apps.basket.middleware.BasketMiddleware",
]  # fmt: skip
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend", "django.contrib.auth.backends.ModelBackend",
]  # fmt: skip
CONTEXT = (
    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.template.context_processors.i18n", "django.contrib.messages.context_processors.messages",
    "django.template.context_processors.static", "oscar.apps.search.context_processors.search_form",
    "oscar.apps.checkout.context_processors.checkout",
    "oscar.apps.communication.notifications.context_processors.notifications",
    "oscar.core.context_processors.metadata",
)  # fmt: skip
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": list(CONTEXT)},
    }
]  # fmt: skip
