"""Numbers in addresses: nine digits at most, so that no engine ever sees one it cannot hold."""

from starlette.convertors import Convertor, register_url_convertor


class Number(Convertor[int]):
    """`{lot:number}`: an id; anything else is no address of ours."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", Number())
