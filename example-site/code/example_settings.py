"""Django settings for the tests of ledgerline and pocketroster.

Production ran on PostgreSQL. SQLite is enough here because everything that the
tests look at (check and unique constraints, transactions) behaves the same on
both; what does not is kept apart in `ledgerline/ledger/sql/`.
"""

from pathlib import Path

SECRET_KEY = "only-for-tests"
INSTALLED_APPS = ["ledger", "roster"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "roster.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "pocketroster" / "roster" / "templates"],
    }
]
USE_TZ = True
TIME_ZONE = "Europe/Oslo"
