"""What stands in addresses: ids of nine digits at most, so that no engine ever sees one it cannot hold, and codes,
for which no word of ours can be taken."""

import re
from typing import Any

from starlette.convertors import Convertor, register_url_convertor


class Number(Convertor[int]):
    """`{lot:number}`: an id; anything else is no address of ours."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


class Code(Convertor[str]):
    """`{number:code}`: `C-7K3M` beside addresses of words, `…/catat/baca`."""

    regex = "[A-Z]-[0-9A-Z]{1,14}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("number", Number())
register_url_convertor("code", Code())


def pattern_of(route: Any) -> str:
    """A route's address as tables name it: `{lot}` of `{lot:number}`."""
    return re.sub(r":\w+}", "}", route.path)
