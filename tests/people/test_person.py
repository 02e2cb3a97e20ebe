"""A person's secrets are hashed slowly where people use them; only the tests hash them fast."""

import subprocess
import sys


def test_a_stolen_backup_opens_nothing_soon():
    """Argon2id with 19 MiB, twice: OWASP's second setting. Asked of a process of its own, which no test has changed."""
    asked = "from market.people.person import hash_secret; print(hash_secret('ikan asap'))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
